// What every lab needs and what takes longest to make: the image of the assembler and the repositories. Made before,
// it is not in the time of the first test that happens to need it. What is there already is kept.
import { ensureAssemblerImage } from './assembler/image.ts';
import { BASE_PACKAGES, X86_PACKAGES } from './base-config/tree.ts';
import { labEnvironment } from './engine.ts';
import { buildRepositories } from './repos/build.ts';
import { LAB_DIR } from './rooms.ts';

const started = performance.now();
const env = await labEnvironment(LAB_DIR);
const [image, { root }] = await Promise.all([
  ensureAssemblerImage({ labDir: LAB_DIR, env }),
  buildRepositories({ labDir: LAB_DIR, packages: [...BASE_PACKAGES, ...X86_PACKAGES] }),
]);
console.log(`${image}\n${root}\n${((performance.now() - started) / 1000).toFixed(1)} s`);

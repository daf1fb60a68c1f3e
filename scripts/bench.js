// npm run bench: how much time, memory and disk the job takes beside what it drives. Arguments: names of parts.
import { bootstrap, must, toolEnv } from './bootstrap.js';

const node = bootstrap();
must(['npm', 'run', '--silent', 'build'], { env: toolEnv(), stdio: ['ignore', 'ignore', 'inherit'] });
must([node, 'test/bench/bench.ts', ...process.argv.slice(2)], { env: toolEnv() });

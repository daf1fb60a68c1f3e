import { refusals, type Row } from './row.ts';

const metaOf = (filter: string): string => `jq -e '${filter}' builds/9.1/$(uname -m)/meta.json`;

/** Section 2.6: the image verbs. */
export const IMAGE_ROWS: readonly Row[] = [
  ...(['metal', 'metal4k'] as const).flatMap((kind): Row[] => [
    {
      section: '2.6',
      says: `buildextend-${kind}: what is there already is said, and is well`,
      state: 'disks',
      run: [`buildextend-${kind}`, '--build', '9.1'],
      exit: 0,
      out: ['already exists'],
    },
    {
      section: '2.6',
      says: `buildextend-${kind} --force makes it again`,
      state: 'disks',
      before: `touch -d 2001-01-01 builds/9.1/*/*-${kind}.*.raw`,
      run: [`buildextend-${kind}`, '--force'],
      exit: 0,
      after: `find builds/9.1 -name "*-${kind}.*.raw" -newermt 2002-01-01 | grep -q .`,
    },
    ...refusals('2.6', [
      {
        says: `buildextend-${kind} without a build`,
        state: 'fetched',
        run: [`buildextend-${kind}`],
        out: ['No build found.'],
      },
      {
        says: `buildextend-${kind} of a build that is not there`,
        state: 'built',
        run: [`buildextend-${kind}`, '--build', '7'],
        out: ['Build dir ', 'does not exist.'],
      },
      {
        says: `buildextend-${kind} beside another one`,
        state: 'built',
        before: `touch builds/9.1/$(uname -m)/.${kind}.building`,
        run: [`buildextend-${kind}`],
        out: [`.${kind}.building found: another process is running a build for ${kind}`],
      },
    ]),
  ]),
  {
    section: '2.6',
    says: 'buildextend-qemu makes an image of the build, which is not made twice',
    state: 'built',
    run: [],
    shell: 'cosa buildextend-qemu --build 9.1 && cosa buildextend-qemu',
    exit: 0,
    out: ["Image 'qemu' already exists"],
    after: metaOf('.images.qemu | (.path | contains("-qemu.")) and (.size | type == "number")'),
  },
  {
    section: '2.6',
    says: 'buildextend-live of a build that has it',
    state: 'live',
    run: ['buildextend-live'],
    exit: 0,
    out: ["'live' has already been built", 'Skipping.'],
  },
  {
    section: '2.6',
    says: 'buildextend-live --fast does without metal4k',
    state: 'disks',
    before: `${metaOf('del(.images.metal4k)')} > m && mv m builds/9.1/$(uname -m)/meta.json`,
    run: ['buildextend-live', '--fast'],
    exit: 0,
    after: metaOf('.images."live-iso".path | type == "string"'),
  },
  ...refusals('2.6', [
    {
      says: 'buildextend-live without live/',
      state: 'disks',
      before: 'rm -r src/config/live',
      run: ['buildextend-live'],
      out: ['missing directory src/config/live/'],
    },
    {
      says: 'buildextend-live without a build',
      state: 'fetched',
      run: ['buildextend-live'],
      out: ['No build found.'],
    },
    {
      says: 'buildextend-live without metal',
      state: 'built',
      run: ['buildextend-live'],
      out: ['Live image generation requires `metal` image'],
    },
    {
      says: 'buildextend-live without metal4k',
      state: 'disks',
      before: `${metaOf('del(.images.metal4k)')} > m && mv m builds/9.1/$(uname -m)/meta.json`,
      run: ['buildextend-live'],
      out: ['Live image generation requires `metal4k` image'],
    },
    {
      says: 'buildextend-live beside another one',
      state: 'disks',
      before: 'touch builds/9.1/$(uname -m)/.live.building',
      run: ['buildextend-live'],
      out: ['.live.building exists: another process is building live'],
    },
  ]),
];

/**
 * Where the rehearsal stops: verbs of section 2.7 that no job of ours runs. The real assembler has them; the rehearsal
 * answers as the entry point does of a verb it does not know, so that a plan that came to need one would fail.
 */
export const LIMIT_ROWS: readonly Row[] = [
  'compress',
  'meta',
  'diff',
  'list',
  'tag',
  'clean',
  'prune',
  'buildfetch',
  'kola',
  'import',
].map((verb): Row => ({
  section: '2.7',
  says: verb,
  state: 'empty',
  run: [verb],
  exit: 1,
  out: [`error: unknown command: ${verb}`],
}));

import type { Row } from './row.ts';

const tree = ['rpm-ostree', 'compose', 'tree'].join(' ');

/** The programs under the assembler: options of any era are taken, others are refused in the program's own way. */
export const LOWER_ROWS: readonly Row[] = [
  {
    section: '2 (programs)',
    says: 'rpm-ostree lists the options that scripts of every era pass',
    state: 'empty',
    run: [],
    shell: `${tree} --help`,
    exit: 0,
    out: [
      '--unified-core',
      '--repo',
      '--layer-repo',
      '--cachedir',
      '--touch-if-changed',
      '--print-only',
      '--cache-only',
      '--download-only',
      '--download-only-rpms',
      '--dry-run',
      '--force-nocache',
      '--add-metadata-from-json',
      '--add-metadata-string',
      '--write-composejson-to',
      '--write-commitid-to',
      '--ex-write-lockfile-to',
      '--ex-lockfile',
      '--ex-lockfile-strict',
      '--no-parent',
      '--parent',
      '--previous-commit',
      '--proxy',
      '--workdir',
    ],
  },
  ...[
    [`${tree} --no-such manifest.yaml`, 'error: Unknown option --no-such'],
    [`${tree} --repo`, 'error: Missing argument for --repo'],
    [tree, 'TREEFILE must be specified'],
    ['rpm-ostree compose nothing', 'error: Unknown command'],
    ['rpm-ostree db diff --no-such a b', 'error: Unknown option --no-such'],
    [
      'rpm-ostree compose container-encapsulate --no-such ref oci-archive:x',
      "error: unexpected argument '--no-such' found",
    ],
    ['rpm-ostree ex-container nothing', 'error: Unknown command'],
    ['coreos-installer pack osmet --no-such disk', "error: Found argument '--no-such' which wasn't expected"],
    ['ostree commit --no-such', 'error: Unknown option --no-such'],
  ].map(([shell = '', text = '']): Row => ({
    section: '2 (programs)',
    says: `${shell} is refused`,
    state: 'empty',
    run: [],
    shell,
    exit: 1,
    out: [text],
  })),
  {
    section: '2 (programs)',
    says: 'the first era names the repository before the verb, and separates values with a blank',
    state: 'built',
    run: [],
    shell:
      'C=$(ostree rev-parse --repo=tmp/repo 9.1); rpm-ostree --repo=tmp/repo db diff $C $C && rpm-ostree compose tree --repo tmp/repo --print-only src/config/manifest.yaml',
    exit: 0,
    out: ['ostree diff commit from: ', '"automatic-version-prefix"'],
  },
  {
    section: '2 (programs)',
    says: 'the third era exports the commit as an OCI archive, under the name of 2021 and under that of later',
    state: 'built',
    run: [],
    shell:
      'rpm-ostree ex-container export --repo=tmp/repo --label=a=b 9.1 oci-archive:old.ociarchive:latest && rpm-ostree compose container-encapsulate --max-layers 50 --copymeta-opt fedora-coreos.stream --repo tmp/repo --label a=b conformance/ref oci-archive:new.ociarchive:latest',
    exit: 0,
    after: `for f in old new; do mkdir $f && tar -C $f -xf $f.ociarchive && config=$(jq -r .config.digest $f/blobs/$(jq -r '.manifests[0].digest | sub(":"; "/")' $f/index.json) | tr : /) && jq -e --arg commit "$(ostree rev-parse --repo=tmp/repo 9.1)" '.config.Labels == {a: "b", version: "9.1", "org.opencontainers.image.version": "9.1", "ostree.commit": $commit}' $f/blobs/$config || exit 1; done`,
  },
  {
    section: '2 (programs)',
    says: 'coreos-installer packs as the live scripts of the first three eras ask',
    state: 'empty',
    before: 'echo iso > full.iso',
    run: [],
    shell:
      'coreos-installer pack osmet --description d --checksum 0 --output o --fast disk.raw && coreos-installer pack minimal-iso full.iso minimal.iso --consume',
    exit: 0,
    after: 'test -s o && cmp full.iso minimal.iso',
  },
];

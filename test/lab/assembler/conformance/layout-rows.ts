import type { Row } from './row.ts';

const inBuild = (script: string): string => `cd builds/9.1/$(uname -m) && A=$(uname -m) && ${script}`;
const metaHas = (filter: string): string => inBuild(`jq -e '${filter}' meta.json`);

/** A row that only looks. */
function look(section: string, says: string, state: Row['state'], after: string): Row {
  return { section, says, state, looks: true, run: [], shell: 'true', exit: 0, after };
}

/** Sections 3.1 to 3.5 and 5.1: what a build leaves, and what a second one does. */
export const LAYOUT_ROWS: readonly Row[] = [
  look(
    '3.1',
    'builds.json: version, newest first with its arches, a time stamp',
    'built',
    `jq -e '."schema-version" == "1.0.0" and .builds[0] == {"id":"9.1","arches":["'$(uname -m)'"]} and (.timestamp | test("^[0-9-]+T[0-9:]+Z$"))' builds/builds.json`,
  ),
  look('3', 'builds/latest is a relative link to the id', 'built', 'test "$(readlink builds/latest)" = 9.1'),
  look(
    '3',
    'tmp/repo is an archive-mode repository with the commit under the build id and the manifest ref',
    'built',
    'test "$(ostree config --repo=tmp/repo get core.mode)" = archive-z2 && ostree rev-parse --repo=tmp/repo 9.1 && ostree rev-parse --repo=tmp/repo conformance/ref',
  ),
  look(
    '3.2',
    'the files of a build',
    'built',
    inBuild(
      'for f in meta.json commitmeta.json manifest-lock.generated.$A.json ostree-commit-object coreos-assembler-config.tar.gz coreos-assembler-config-git.json; do test -f $f || { echo no $f; exit 1; }; done; ! ls -A | grep building',
    ),
  ),
  look(
    '3.2',
    'artifacts cannot be written to',
    'live',
    inBuild(
      'for f in $(jq -r ".images[].path" meta.json); do test "$(stat -c %A $f | tr -d rx-)" = "" || exit 1; done',
    ),
  ),
  look(
    '3.3',
    'the common keys of meta.json',
    'built',
    metaHas(
      [
        '.buildid == "9.1" and .name == "conformance" and ."ostree-version" == "9.1"',
        '(."ostree-commit" | test("^[0-9a-f]{64}$"))',
        '(."ostree-timestamp" | test("^[0-9-]+T[0-9:]+Z$"))',
        '(.summary | type == "string")',
        '(."coreos-assembler.basearch" | type == "string")',
        '(."coreos-assembler.build-timestamp" | test("Z$"))',
        '(."coreos-assembler.container-config-git" | (.commit | test("^[0-9a-f]{40}$")) and has("origin"))',
        '(."coreos-assembler.container-image-git".commit | type == "string")',
        '(."coreos-assembler.meta-stamp" | type == "number")',
      ].join(' and '),
    ),
  ),
  look(
    '3.3',
    'the keys of classic builds',
    'built',
    metaHas(
      [
        '.ref == "conformance/ref" and ."coreos-assembler.code-source" == "container"',
        '(."rpm-ostree-inputhash" | test("^[0-9a-f]{64}$"))',
        '(."ostree-content-checksum" | test("^[0-9a-f]{64}$"))',
        '([keys[] | select(startswith("ostree-n-"))] | length > 0)',
        '(."coreos-assembler.config-gitrev" | type == "string")',
        '(."coreos-assembler.config-dirty" == "false")',
        '(."coreos-assembler.image-config-checksum" | test("^[0-9a-f]{64}$"))',
        '(."coreos-assembler.image-input-checksum" | test("^[0-9a-f]{64}$"))',
        '(."coreos-assembler.image-genver" == 0)',
        '(."coreos-assembler.overrides-active" == false)',
        '(."coreos-assembler.delayed-meta-merge" == false)',
      ].join(' and '),
    ),
  ),
  look(
    '3.3',
    'images: name, digest, and a size only where classic builds give one',
    'live',
    metaHas(
      '(.images | keys) == ["live-initramfs","live-iso","live-kernel","live-rootfs","metal","metal4k","oci-manifest","ostree"] and ([.images[] | (.path | contains("/") | not) and (.sha256 | test("^[0-9a-f]{64}$"))] | all) and (.images.metal.size | type == "number") and ([.images | to_entries[] | select(.key | startswith("live-")) | .value | has("size")] | any | not)',
    ),
  ),
  look(
    '3.3',
    'the digests are those of the files',
    'live',
    inBuild(`jq -r '.images[] | "\\(.sha256)  \\(.path)"' meta.json | sha256sum --check --quiet`),
  ),
  look(
    '3.3',
    'commitmeta.json: packages as five strings, epoch "0" for none, the kernel',
    'built',
    inBuild(
      `jq -e '(."rpmostree.rpmdb.pkglist" | length > 3 and all(.[]; length == 5 and all(.[]; type == "string"))) and ([."rpmostree.rpmdb.pkglist"[] | select(.[0] == "systemd")][0][1] == "0") and (."rpmostree.inputhash" | type == "string") and .version == "9.1" and (."ostree.linux" | type == "string") and has("coreos-assembler.config-gitrev") and has("rpmostree.advisories")' commitmeta.json`,
    ),
  ),
  look(
    '3.3',
    'manifest-lock.generated: evra by name, a time stamp, no digests',
    'built',
    inBuild(
      `jq -e '(.packages.systemd | keys == ["evra"]) and (.metadata.generated | test("Z$"))' manifest-lock.generated.$A.json`,
    ),
  ),
  look(
    '3.4',
    'the names of the second dialect: two forms for the kernel and the rest, .ociarchive',
    'live',
    inBuild(
      'for f in conformance-9.1-live.$A.iso conformance-9.1-live-kernel-$A conformance-9.1-live-initramfs.$A.img conformance-9.1-live-rootfs.$A.img conformance-9.1-metal.$A.raw conformance-9.1-metal4k.$A.raw conformance-9.1-ostree.$A.ociarchive conformance-9.1-ostree.$A-manifest.json; do test -f $f || { echo no $f; exit 1; }; done',
    ),
  ),
  {
    section: '3.5',
    says: 'the commit can be pulled from tmp/repo by the build id into a fresh repository, as the tarball is made',
    state: 'built',
    run: [
      'shell',
      '--',
      'sh',
      '-ec',
      'ostree init --repo=r --mode=archive; ostree pull-local --repo=r tmp/repo 9.1; ostree fsck --repo=r',
    ],
    exit: 0,
  },
  {
    section: '5.1',
    says: 'nothing changed: said, exit 0, builds/ untouched',
    state: 'built',
    before: 'find builds -type f | xargs sha256sum > before',
    run: ['build', '--version', '9.2', 'ostree'],
    exit: 0,
    out: [
      'Input state hash: ',
      'No apparent changes since previous commit; use --force-nocache to override',
      'No changes in image inputs.',
    ],
    after:
      'sha256sum --check --quiet before && test "$(readlink builds/latest)" = 9.1 && test ! -e builds/9.2',
  },
  {
    section: '5.1',
    says: 'the commit unchanged and the image not: <version>-1',
    state: 'built',
    before: 'echo "extra-kargs: [quiet]" >> src/config/image.yaml',
    run: ['build', 'ostree'],
    exit: 0,
    out: ["unchanged; reusing previous build's rpm-ostree metadata", 'New build ID: 9.1-1'],
    after: `test "$(readlink builds/latest)" = 9.1-1 && jq -e '.builds[0].id == "9.1-1" and .builds[1].id == "9.1"' builds/builds.json`,
  },
  {
    section: '3.3',
    says: 'pkgdiff: name, kind, previous and new package; the parent of --parent-build',
    state: 'built',
    before: "sed -i 's/^packages: .*/packages: [kernel, systemd, bash, jq]/' src/config/manifest.yaml",
    run: [],
    shell: 'cosa fetch && cosa build --version 9.2 --parent-build 9.1 ostree',
    exit: 0,
    after: `cd builds/9.2/$(uname -m) && jq -e '([.pkgdiff[] | [.[0], .[1]]] == [["hostname", 1], ["jq", 0]]) and .pkgdiff[1][2].NewPackage == ["jq", "1-1.el9", "noarch"] and ."advisories-diff" == [] and ."fedora-coreos.parent-version" == "9.1" and (has("parent-pkgdiff") | not)' meta.json`,
  },
  {
    section: '2.3',
    says: 'build keeps the three newest builds, unless --skip-prune',
    state: 'built',
    // Older builds are copies, and only the image changes: what is pruned is not asked how it was made.
    before: `for old in 8.2 8.1; do cp -a builds/9.1 builds/$old && jq --arg id $old '.builds += [{id: $id, arches: .builds[0].arches}]' builds/builds.json > b && mv b builds/builds.json || exit 1; done`,
    run: [],
    shell:
      'echo "extra-kargs: [quiet]" >> src/config/image.yaml && cosa build --skip-prune ostree && jq -e ".builds | length == 4" builds/builds.json && echo "size: 9" >> src/config/image.yaml && cosa build ostree',
    exit: 0,
    after: `test ! -e builds/8.2 && test ! -e builds/8.1 && jq -e '[.builds[].id] == ["9.1-2", "9.1-1", "9.1"]' builds/builds.json`,
  },
];

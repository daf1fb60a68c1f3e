/** A package with content: everything below `root` goes in. */
export interface RealPackage {
  readonly name: string;
  readonly version: string;
  readonly root: string;
  readonly requires?: readonly string[];
  /** rpmbuild's word for how the payload is packed; xz and zstd take half a minute for a kernel. */
  readonly payload?: string;
}

const FAST_PAYLOAD = 'w1.gzdio';

const header = (payload = FAST_PAYLOAD): string[] => [
  `%define _binary_payload ${payload}`,
  '%define _build_id_links none',
  '%define debug_package %{nil}',
  '%define __os_install_post %{nil}',
  'AutoReqProv: no',
];

function preamble(name: string, version: string): string[] {
  return [`Name: ${name}`, `Version: ${version}`, 'Release: 1.el9', `Summary: ${name}`, 'License: MIT'];
}

/** Spec of one package whose files are those below `root`. */
export function realSpec({ name, version, root, requires, payload }: RealPackage): string {
  return [
    ...preamble(name, version),
    ...header(payload),
    ...(requires ?? []).map((other) => `Requires: ${other}`),
    '%description',
    name,
    '%install',
    'mkdir -p %{buildroot}',
    `cp -a ${root}/. %{buildroot}/`,
    `find %{buildroot} -mindepth 1 -not -type d -printf '/%%P\\n' > %{_builddir}/files.list`,
    // A directory with something in it comes with what is in it.
    `find %{buildroot} -mindepth 1 -type d -empty -printf '%%%%dir /%%P\\n' >> %{_builddir}/files.list`,
    '%files -f %{_builddir}/files.list',
    '',
  ].join('\n');
}

/** A package without files. */
export interface EmptyPackage {
  readonly name: string;
  /** `[epoch:]version`; 1 when left out. */
  readonly version?: string;
  readonly requires?: readonly string[];
  readonly provides?: readonly string[];
}

function versionTags(text: string | undefined): string[] {
  const [, epoch, version] = /^(?:(\d+):)?(.+)$/.exec(text ?? '') ?? [];
  return [
    ...(epoch === undefined ? [] : [`Epoch: ${epoch}`]),
    ...(version === undefined ? [] : [`Version: ${version}`]),
  ];
}

/**
 * Spec of many packages without files, as subpackages of one: rpmbuild's time goes into starting. A name that is a
 * path or a capability becomes a package that provides it.
 */
export function emptySpec(name: string, packages: readonly EmptyPackage[]): string {
  const bodies = packages.flatMap((entry, index) => {
    const plain = /^[A-Za-z0-9][\w.+-]*$/.test(entry.name);
    const own = plain ? entry.name : `provider-${index}`;
    return [
      `%package -n ${own}`,
      `Summary: ${own}`,
      ...versionTags(entry.version),
      ...(plain ? [] : [`Provides: ${entry.name}`]),
      ...(entry.provides ?? []).map((what) => `Provides: ${what}`),
      ...(entry.requires ?? []).map((what) => `Requires: ${what}`),
      `%description -n ${own}`,
      own,
      `%files -n ${own}`,
    ];
  });
  return [...preamble(name, '1'), ...header(), 'BuildArch: noarch', '%description', name, ...bodies, ''].join(
    '\n',
  );
}

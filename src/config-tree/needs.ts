import { UserError } from '../errors.ts';

interface Need {
  /** Matches the id or the name of a repository that provides it. */
  readonly match: RegExp;
  /** Lines of a .repo file, for CentOS Stream of a release. */
  readonly example: (release: string) => string;
}

const KEYS = 'file:///usr/share/distribution-gpg-keys';

/** What release packages ask a host to switch on, which an image build has to bring itself. */
const NEEDS: Readonly<Record<string, Need>> = {
  crb: {
    match: /(^|[^a-z])(crb|codeready|powertools)/i,
    example: (release) =>
      `[c${release}s-crb]\nname=CentOS Stream ${release} - CRB\n` +
      `baseurl=https://mirror.stream.centos.org/${release}-stream/CRB/$basearch/os\n` +
      `gpgcheck=1\ngpgkey=${KEYS}/centos/RPM-GPG-KEY-CentOS-Official`,
  },
  epel: {
    match: /(^|[^a-z])epel|extra packages for enterprise linux/i,
    example: (release) =>
      `[epel]\nname=Extra Packages for Enterprise Linux ${release}\n` +
      `baseurl=https://dl.fedoraproject.org/pub/epel/${release}/Everything/$basearch\n` +
      `gpgcheck=1\ngpgkey=${KEYS}/epel/RPM-GPG-KEY-EPEL-${release}`,
  },
};

/**
 * Looks for what the release package's packages need from other repositories. Without it the solver would fail an
 * hour later with a list of packages nobody recognizes.
 *
 * @param release digits of the target, for the example.
 * @throws UserError that says how to add what is missing.
 */
export function checkNeeds(
  needs: readonly string[],
  used: readonly { readonly id: string; readonly name: string }[],
  release: string | undefined,
): void {
  const open = needs.filter((need) => {
    const match = NEEDS[need]?.match ?? new RegExp(need.replaceAll(/[^\w]/g, '.'), 'i');
    return !used.some(({ id, name }) => match.test(id) || match.test(name));
  });
  if (open.length === 0) return;
  const examples = open.flatMap((need) => NEEDS[need]?.example(release ?? '9') ?? []);
  const have = used.map(({ id }) => id).join(', ');
  throw new UserError(
    `ovirt-release: its packages need ${open.map((need) => need.toUpperCase()).join(' and ')}, and no repository in use ` +
      `provides that (there are: ${have === '' ? 'none' : have}). Put a .repo file beside the manifest that has it` +
      (examples.length === 0 ? '' : `, such as\n${examples.join('\n\n')}`),
  );
}

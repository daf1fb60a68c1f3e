import type { Severity } from './finding.ts';

/** A user of passwd, or a group of group. */
interface Account {
  readonly name: string;
  readonly id: number;
  readonly line: number;
}

/** Something wrong on a line of such a file. */
interface AccountProblem {
  readonly line: number;
  readonly message: string;
  readonly severity: Severity;
}

const FIELDS = { passwd: 7, group: 4 } as const;

/**
 * Reads a passwd or group file.
 *
 * @param gids of the group file that goes with a passwd file; undefined when there is none to compare with.
 */
export function readAccounts(
  text: string,
  kind: 'passwd' | 'group',
  gids?: ReadonlySet<number>,
): { readonly accounts: Account[]; readonly problems: AccountProblem[] } {
  const accounts: Account[] = [];
  const problems: AccountProblem[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#|$)/.test(content)) continue;
    const line = index + 1;
    const say = (message: string, severity: Severity = 'error'): void => {
      problems.push({ line, message, severity });
    };
    const fields = content.split(':');
    const [name = '', , number = '', gid = ''] = fields;
    if (fields.length !== FIELDS[kind] || name === '' || !/^\d{1,10}$/.test(number)) {
      say(
        `found ${JSON.stringify(content.slice(0, 60))}, expected ${FIELDS[kind]} fields with : between, the third a number`,
      );
      continue;
    }
    const id = Number(number);
    const sameName = accounts.find((account) => account.name === name);
    const sameId = accounts.find((account) => account.id === id);
    if (sameName !== undefined) say(`found ${name} again, which line ${sameName.line} has already`);
    else if (sameId !== undefined)
      say(
        `found the number ${id} for ${name}, which line ${sameId.line} gives to ${sameId.name}`,
        kind === 'passwd' ? 'error' : 'warning',
      );
    if (kind === 'passwd' && gids !== undefined && !gids.has(Number(gid)))
      // Packages make groups of their own, so that most such files of real systems are not complete.
      say(
        `found the group number ${gid} of ${name}, which the group file does not have; add the group, unless a package makes it`,
        'info',
      );
    accounts.push({ name, id, line });
  }
  const odd = outOfOrder(accounts);
  if (odd !== undefined) {
    const message = `${odd.name} is out of order: the file is sorted neither by name nor by number, so that merges collide`;
    problems.push({ line: odd.line, message, severity: 'info' });
  }
  return { accounts, problems };
}

/** The first account that breaks the order by number, in a file that is not ordered by name either. */
function outOfOrder(accounts: readonly Account[]): Account | undefined {
  const follows = (fits: (one: Account, two: Account) => boolean): Account | undefined =>
    accounts.find((account, index) => {
      const before = accounts[index - 1];
      return before !== undefined && !fits(before, account);
    });
  const byName = follows((one, two) => one.name <= two.name);
  return byName === undefined ? undefined : follows((one, two) => one.id <= two.id);
}

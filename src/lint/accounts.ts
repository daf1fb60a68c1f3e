import type { Severity } from './finding.ts';

/** A user of passwd, or a group of group. */
export interface Account {
  readonly name: string;
  readonly id: number;
  readonly line: number;
}

/** Something wrong on a line of such a file. */
export interface AccountProblem {
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
  return { accounts, problems };
}

"""`rpm-ostree db diff`: which packages two commits differ in."""

import ast
import json
import re
import subprocess

ADDED, REMOVED, UPGRADED, DOWNGRADED = range(4)


def packages(repo, commit):
    """name → [epoch, version, release, arch]; what the commit itself says of its database."""
    shown = subprocess.run(['ostree', 'show', f'--repo={repo}', '--print-metadata-key=rpmostree.rpmdb.pkglist', commit],
                           check=True, capture_output=True, text=True).stdout
    return {row[0]: row[1:] for row in ast.literal_eval(shown.strip())}


def evr(epoch, version, release):
    return f'{version}-{release}' if epoch in ('', '0') else f'{epoch}:{version}-{release}'


def parts(text):
    return [(1, int(part)) if part.isdigit() else (0, part) for part in re.findall(r'\d+|[A-Za-z]+', text)]


def compare(left, right):
    """As rpm does, but for the tilde and the caret, which no package of a rehearsal has."""
    for ours, theirs in zip(left[:3], right[:3]):
        if parts(ours) != parts(theirs):
            return -1 if parts(ours) < parts(theirs) else 1
    return 0


def pkgdiff(repo, old_commit, new_commit):
    old, new = packages(repo, old_commit), packages(repo, new_commit)
    rows = []
    for name in sorted(set(old) | set(new)):
        before = {'PreviousPackage': [name, evr(*old[name][:3]), old[name][3]]} if name in old else {}
        after = {'NewPackage': [name, evr(*new[name][:3]), new[name][3]]} if name in new else {}
        if before and after and old[name] == new[name]:
            continue
        if not before or not after:
            kind = REMOVED if before else ADDED
        else:
            kind = UPGRADED if compare(old[name], new[name]) < 0 else DOWNGRADED
        rows.append([name, kind, {**before, **after}])
    return rows


def diff(options, old_commit, new_commit):
    rows = pkgdiff(options['repo'], old_commit, new_commit)
    if options['format'] == 'json':
        print(json.dumps({'ostree-commit-from': old_commit, 'ostree-commit-to': new_commit, 'pkgdiff': rows,
                          **({'advisories': []} if options['advisories'] else {})}))
        return 0
    print(f'ostree diff commit from: {old_commit}\nostree diff commit to:   {new_commit}')
    for title, kind in (('Upgraded', UPGRADED), ('Downgraded', DOWNGRADED), ('Removed', REMOVED), ('Added', ADDED)):
        found = [row for row in rows if row[1] == kind]
        if found:
            print(f'{title}:')
        for name, _, sides in found:
            shown = [sides[side][1] for side in ('PreviousPackage', 'NewPackage') if side in sides]
            print(f'  {name} {" -> ".join(shown)}')
    return 0

"""Users and groups of a compose: laid down before the packages, checked against what they should be, and split.

From rpm-ostree's treefile semantics: without scriptlets only a postprocess script can change them here.
"""

import os
import subprocess

KINDS = (('passwd', 'check-passwd', 'User', 'ignore-removed-users'),
         ('group', 'check-groups', 'Group', 'ignore-removed-groups'))


def wanted_lines(config, key, name, previous):
    """Lines the file starts with, and whether the treefile named them: a file, data, or the previous commit."""
    check = config.get(key) or {'type': 'previous'}
    if check['type'] == 'file':
        with open(check['path'], encoding='utf-8') as stream:
            return [line for line in stream.read().splitlines() if line], True
    if check['type'] == 'previous' and previous is not None:
        return previous(name), False
    return [], False


def prepare(root, config, previous, error):
    """Writes etc/passwd and etc/group into a root that has no packages yet."""
    if config.get('preserve-passwd', True) is False:
        return
    found = {}
    for name, key, _, _ in KINDS:
        lines, found[name] = wanted_lines(config, key, name, previous)
        if not lines:
            continue
        os.makedirs(f'{root}/etc', exist_ok=True)
        with open(f'{root}/etc/{name}', 'w', encoding='utf-8') as stream:
            stream.write(''.join(f'{line}\n' for line in lines))
    if found['passwd'] != found['group']:
        sources = ('JSON', 'commit') if found['passwd'] else ('commit', 'JSON')
        raise error(f'configured to migrate passwd data from {sources[0]}, and group data from {sources[1]}')


def entries(lines):
    """name → fields."""
    return {line.split(':')[0]: line.split(':') for line in lines if line.count(':') >= 3}


def check(root, config, previous, error):
    """Compares what the tree came to have with what it should have."""
    for name, key, word, ignore in KINDS:
        if (config.get(key) or {}).get('type') == 'data':
            wanted = {user: [user, 'x', *map(str, ids if isinstance(ids, list) else [ids])]
                      for user, ids in config[key]['entries'].items()}
        else:
            wanted = entries(wanted_lines(config, key, name, previous)[0])
        path = f'{root}/etc/{name}'
        lines = []
        if os.path.isfile(path):
            with open(path, encoding='utf-8') as stream:
                lines = stream.read().splitlines()
        found = entries(lines)
        ignored = config.get(ignore, [])
        for user, fields in wanted.items():
            if user not in found:
                # Entries nobody owns anything by may go.
                if user in ignored or '*' in ignored or not owns(root, name, fields[2]):
                    print(f'Ignored {word.lower()} missing from new {name} file: {user}')
                    continue
                raise error(f'{word} missing from new {name} file: {user}')
            if found[user][2] != fields[2]:
                raise error(f'{name} {"UID" if name == "passwd" else "GID"} changed: {user} '
                            f'({fields[2]} to {found[user][2]})')
            if name == 'passwd' and len(fields) > 3 and found[user][3] != fields[3]:
                raise error(f'passwd GID changed: {user} ({fields[3]} to {found[user][3]})')
        new = sorted(set(found) - set(wanted))
        if wanted and new:
            print(f'New {name} entries: {", ".join(new)}')


def owns(root, name, number):
    option = '-uid' if name == 'passwd' else '-gid'
    listed = subprocess.run(['find', root, option, number, '-print', '-quit'], capture_output=True, check=True)
    return listed.stdout != b''


def migrate(root, config):
    """Everybody but root moves to usr/lib; groups of etc-group-members stand in both."""
    kept = config.get('etc-group-members', [])
    for name, _, _, _ in KINDS:
        path = f'{root}/etc/{name}'
        if not os.path.isfile(path):
            continue
        with open(path, encoding='utf-8') as stream:
            lines = stream.read().splitlines()
        others = [line for line in lines if line.split(':')[2:3] != ['0']]
        stay = [line for line in lines if line not in others]
        if name == 'group':
            stay += [line for line in others if line.split(':')[0] in kept]
        print(f'Migrating /etc/{name} to /usr/lib/')
        with open(f'{root}/usr/lib/{name}', 'a', encoding='utf-8') as stream:
            stream.write(''.join(f'{line}\n' for line in others))
        with open(path, 'w', encoding='utf-8') as stream:
            stream.write(''.join(f'{line}\n' for line in stay))

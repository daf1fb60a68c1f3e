"""From an installed root to the content of a commit, in rpm-ostree's order."""

import json
import os
import shutil
import subprocess
import sys

import passwd


def postprocess(root, config, version, accounts, error):
    if config.get('units') and config.get('machineid-compat', True) is False:
        raise error("'units' directive is incompatible with machineid-compat = false")
    units(root, config)
    target = config.get('default-target')
    if target:
        link = os.path.join(root, 'usr/lib/systemd/system/default.target')
        os.makedirs(os.path.dirname(link), exist_ok=True)
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(target, link)
    os.makedirs(os.path.join(root, 'usr/share/rpm-ostree'), exist_ok=True)
    with open(os.path.join(root, 'usr/share/rpm-ostree/treefile.json'), 'w', encoding='utf-8') as stream:
        json.dump(config, stream, indent=2)
    mutate_os_release(root, config.get('mutate-os-release'), version)
    for path in config.get('remove-files', []):
        if path.startswith('/'):
            raise error(f'Invalid absolute path: {path}')
        if '..' in path:
            raise error(f"Invalid '..' in path: {path}")
        remove(os.path.join(root, path))
    for source, target in config.get('add-files', []):
        path = os.path.join(root, target.lstrip('/'))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy(source, path)
    for number, script in enumerate(config.get('postprocess', [])):
        run_script(root, number, script, error)
    passwd.check(root, config, accounts, error)
    passwd.migrate(root, config)
    # dnf leaves its own state; a commit holds none.
    for path in ('var/lib/dnf', 'var/cache', 'var/log', 'dev', 'proc', 'sys', 'run', 'tmp'):
        shutil.rmtree(os.path.join(root, path), ignore_errors=True)
        os.makedirs(os.path.join(root, path), exist_ok=True)
    etc = os.path.join(root, 'etc')
    if os.path.isdir(etc):
        # usr/etc is the factory copy; a layer may have brought part of it.
        subprocess.run(['cp', '-a', f'{etc}/.', os.path.join(root, 'usr/etc/')], check=False) \
            if os.path.isdir(os.path.join(root, 'usr/etc')) else os.rename(etc, os.path.join(root, 'usr/etc'))
        shutil.rmtree(etc, ignore_errors=True)
    for path in ('boot', 'sysroot', 'usr/share/rpm'):
        os.makedirs(os.path.join(root, path), exist_ok=True)
    if not os.path.lexists(os.path.join(root, 'ostree')):
        os.symlink('sysroot/ostree', os.path.join(root, 'ostree'))


def units(root, config):
    for unit in config.get('units', []):
        wants = os.path.join(root, 'etc/systemd/system/multi-user.target.wants')
        os.makedirs(wants, exist_ok=True)
        os.symlink(f'/usr/lib/systemd/system/{unit}', os.path.join(wants, unit))


def mutate_os_release(root, base, version):
    """VERSION and PRETTY_NAME get the commit's version where they name the base's; OSTREE_VERSION is added."""
    path = os.path.join(root, 'usr/lib/os-release')
    if not base or not version or not os.path.isfile(path):
        return
    lines = []
    with open(path, encoding='utf-8') as stream:
        for line in stream.read().splitlines():
            if line.startswith(('VERSION=', 'PRETTY_NAME=')):
                line = line.replace(base, version)
            lines.append(line)
    lines.append(f"OSTREE_VERSION='{version}'")
    with open(path, 'w', encoding='utf-8') as stream:
        stream.write('\n'.join(lines) + '\n')


def remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


# Programs that scripts of foreign trees call and this root has no real one of; calling them is said, not done.
SKIPPED = ('setsebool', 'semodule', 'systemctl', 'semanage', 'restorecon')


def run_script(root, number, script, error):
    path = os.path.join(root, f'usr/bin/rpmostree-postprocess-inline-{number}')
    with open(path, 'w', encoding='utf-8') as stream:
        stream.write(script)
    os.chmod(path, 0o755)
    stubs = []
    for name in SKIPPED:
        stub = os.path.join(root, 'usr/sbin', name)
        if not os.path.lexists(stub) and not os.path.lexists(os.path.join(root, 'usr/bin', name)):
            os.makedirs(os.path.dirname(stub), exist_ok=True)
            with open(stub, 'w', encoding='utf-8') as stream:
                stream.write(f'#!/bin/sh\necho "rehearsal: {name} is not run" >&2\n')
            os.chmod(stub, 0o755)
            stubs.append(stub)
    os.makedirs(os.path.join(root, 'tmp'), exist_ok=True)
    environment = {'PATH': '/usr/bin:/usr/sbin', 'LANG': 'C.UTF-8'}
    sys.stdout.flush()
    try:
        result = subprocess.run(['chroot', root, f'/usr/bin/{os.path.basename(path)}'], env=environment, check=False)
    finally:
        # A script may take away what it has used.
        for made in [path, *stubs]:
            if os.path.lexists(made):
                os.unlink(made)
    if result.returncode != 0:
        raise error(f'While executing inline postprocessing script #{number}: '
                    f'Child process exited with code {result.returncode}')

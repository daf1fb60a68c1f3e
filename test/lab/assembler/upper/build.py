"""The part of `build` that deals with versions, metadata and the build directory."""

import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys

import cmdlib

CONFIG = 'src/config'


def image_checksum(commit):
    """Over what makes an image besides the packages: the commit and the rendered image.yaml."""
    digest = hashlib.sha256(commit.encode())
    digest.update(json.dumps(cmdlib.image_config(), sort_keys=True).encode())
    return digest.hexdigest()


def check_builds():
    """Refuses build metadata of another major version."""
    version = cmdlib.builds().get('schema-version', '1.0.0')
    if version.split('.')[0] != '1':
        print(f'Unsupported build metadata version: {version}', file=sys.stderr)
        return 1
    return 0


def commit_metadata():
    """Facts that are input to the commit, and stand in meta.json and commitmeta.json as well."""
    rev = subprocess.run(['git', '-C', CONFIG, 'describe', '--tags', '--always', '--abbrev=42'], capture_output=True,
                         text=True, check=True).stdout.strip()
    clean = subprocess.run(['git', '-C', CONFIG, 'diff', '--quiet', '--exit-code'], check=False).returncode == 0
    return {'coreos-assembler.config-gitrev': rev, 'coreos-assembler.config-dirty': 'false' if clean else 'true',
            'coreos-assembler.basearch': cmdlib.ARCH}


def reuse():
    """Takes the previous build's metadata for an unchanged commit. @returns the next id: <version>-1 and so on."""
    meta = cmdlib.latest_meta()
    keys = ('ref', 'rpm-ostree-inputhash')
    compose = {key: value for key, value in meta.items() if key in keys or key.startswith('ostree-')}
    compose['coreos-assembler.image-genver'] = meta['coreos-assembler.image-genver'] + 1
    cmdlib.write_json('tmp/compose.json', compose)
    cmdlib.run(['cp', lockfile(meta['buildid']), 'tmp/manifest-lock.generated.json'])
    return f'{meta["ostree-version"]}-{compose["coreos-assembler.image-genver"]}'


def parent_facts(build_id):
    if not build_id:
        return {}
    meta = cmdlib.read_json(os.path.join(cmdlib.build_dir(build_id), 'meta.json'))
    return {'fedora-coreos.parent-version': build_id, 'fedora-coreos.parent-commit': meta['ostree-commit']}


def lockfile(build_id):
    return os.path.join(cmdlib.build_dir(build_id), f'manifest-lock.generated.{cmdlib.ARCH}.json')


def inject_commit(meta):
    """Makes the object of a restored build's commit a partial commit: enough to compare with, nothing to check out."""
    commit = meta['ostree-commit']
    source = os.path.join(cmdlib.build_dir(meta['buildid']), 'ostree-commit-object')
    target = f'tmp/repo/objects/{commit[:2]}/{commit[2:]}.commit'
    if os.path.exists(target) or not os.path.exists(source):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    with open(f'tmp/repo/state/{commit}.commitpartial', 'w', encoding='utf-8'):
        pass


def previous():
    meta = cmdlib.latest_meta()
    flattened = cmdlib.read_json('tmp/manifest.json')
    if meta is None or meta.get('ref') != flattened.get('ref'):
        return {}
    inject_commit(meta)
    known = subprocess.run(['ostree', 'show', '--repo=tmp/repo', meta['ostree-commit']], capture_output=True)
    return {'commit': meta['ostree-commit'], 'id': meta['buildid']} if known.returncode == 0 else {}


def next_version():
    """automatic-version-prefix with its date filled in, and .N where the previous build has the same prefix."""
    prefix = cmdlib.read_json('tmp/manifest.json')['automatic-version-prefix']
    today = datetime.datetime.now(datetime.timezone.utc)
    prefix = re.sub(r'<date:([^>]*)>', lambda match: today.strftime(match.group(1)), prefix)
    ids = [build['id'] for build in cmdlib.builds()['builds']]
    numbers = [int(found.group(1)) for found in (re.fullmatch(re.escape(prefix) + r'\.(\d+)', name) for name in ids)
               if found]
    return f'{prefix}.{max(numbers) + 1 if numbers else 0}'


def git_facts():
    def git(*arguments):
        return subprocess.run(['git', '-C', CONFIG, *arguments], capture_output=True, text=True).stdout.strip()
    return {'commit': git('rev-parse', 'HEAD'), 'origin': git('config', '--get', 'remote.origin.url') or 'none',
            'branch': git('rev-parse', '--abbrev-ref', 'HEAD'),
            'dirty': 'true' if git('status', '--porcelain') else 'false'}


def finish(version):
    compose = cmdlib.read_json('tmp/compose.json')
    flattened = cmdlib.read_json('tmp/manifest.json')
    commit = compose['ostree-commit']
    build_id = version
    directory = cmdlib.build_dir(build_id)
    if os.path.exists(directory):
        print(f'ERROR: Build ID {build_id} ({cmdlib.ARCH}) already exists!', file=sys.stderr)
        return 1
    os.makedirs(directory)
    for ref in [build_id] + ([flattened['ref']] if flattened.get('ref') else []):
        cmdlib.run(['ostree', 'refs', '--repo=tmp/repo', '--force', f'--create={ref}', commit])
    name = cmdlib.manifest_name()
    archive = f'{name}-{build_id}-ostree.{cmdlib.ARCH}.ociarchive'
    oci_manifest = f'{name}-{build_id}-ostree.{cmdlib.ARCH}-manifest.json'
    cmdlib.write_ociarchive(commit, os.path.join(directory, archive), os.path.join(directory, oci_manifest))
    with open(os.path.join(directory, 'ostree-commit-object'), 'wb') as stream:
        with open(f'tmp/repo/objects/{commit[:2]}/{commit[2:]}.commit', 'rb') as source:
            stream.write(source.read())
    if os.environ['COSA_SKIP_CONFIG_ARCHIVE'] != '1':
        cmdlib.run(['tar', '-C', CONFIG, '--exclude=.git', '-czf',
                    os.path.join(directory, 'coreos-assembler-config.tar.gz'), '.'])
    cmdlib.write_json(os.path.join(directory, 'coreos-assembler-config-git.json'), {'git': git_facts()})
    now = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
    lock = cmdlib.read_json('tmp/manifest-lock.generated.json')
    lock['metadata'] = {'generated': now}
    cmdlib.write_json(lockfile(build_id), lock)
    packages = cmdlib.commit_packages(commit)
    cmdlib.write_json(os.path.join(directory, 'commitmeta.json'), {
        'rpmostree.rpmdb.pkglist': packages,
        'rpmostree.inputhash': compose['rpm-ostree-inputhash'],
        'version': version,
        'ostree.linux': cmdlib.commit_key(commit, 'ostree.linux'),
        'rpmostree.advisories': [],
        **commit_metadata(),
    })
    git = git_facts()
    parent = os.environ.get('COSA_PARENT_BUILD')
    meta = {
        'buildid': build_id,
        'name': name,
        'summary': flattened.get('rojig', {}).get('summary', name),
        'coreos-assembler.image-genver': 0,
        **compose,
        **commit_metadata(),
        'coreos-assembler.build-timestamp': now,
        'coreos-assembler.code-source': 'container',
        'coreos-assembler.container-config-git': git,
        'coreos-assembler.container-image-git': cmdlib.read_json('/cosa/coreos-assembler-git.json')['git'],
        'coreos-assembler.image-config-checksum': hashlib.sha256(
            json.dumps(cmdlib.image_config(), sort_keys=True).encode()).hexdigest(),
        'coreos-assembler.image-input-checksum': image_checksum(commit),
        'coreos-assembler.overrides-active': os.path.exists('cache/fetched-with-overrides'),
        'coreos-assembler.meta-stamp': datetime.datetime.now().timestamp(),
        'coreos-assembler.delayed-meta-merge': os.environ['COSA_DELAY_META_MERGE'] == 'true',
        **parent_facts(parent),
        **({'coreos-assembler.config-variant': cmdlib.variant()} if cmdlib.variant() else {}),
        **({'tag': os.environ['COSA_TAG']} if os.environ['COSA_TAG'] else {}),
        **cmdlib.read_json('tmp/diff.json'),
        **cmdlib.read_json('tmp/parent-diff.json'),
        'images': {},
    }
    cmdlib.write_meta(directory, meta)
    cmdlib.add_image(directory, 'ostree', archive, {'size': True, 'skip-compression': True})
    cmdlib.add_image(directory, 'oci-manifest', oci_manifest, {'size': True, 'skip-compression': True})
    cmdlib.insert_build(build_id, now)
    if os.environ['COSA_SKIP_PRUNE'] != '1':
        cmdlib.prune(keep=3)
    print(f'New build ID: {build_id}')
    return 0


def main(verb, *arguments):
    if verb == 'check-builds':
        return check_builds()
    if verb == 'image-settings':
        settings = cmdlib.image_config()
        print(*(settings.get(key) or 'null' for key in ('ostree-format', 'composefs')))
    elif verb == 'commit-metadata':
        print(json.dumps(commit_metadata()))
    elif verb == 'reuse':
        print(reuse())
    elif verb == 'previous':
        print(json.dumps(previous()))
    elif verb == 'version':
        print(next_version())
    elif verb == 'same-image':
        meta = cmdlib.latest_meta()
        same = meta['coreos-assembler.image-input-checksum'] == image_checksum(meta['ostree-commit'])
        return 0 if same else 1
    elif verb == 'finish':
        return finish(*arguments)
    return 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))

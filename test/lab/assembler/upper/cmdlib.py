"""Shared by the Python parts: build metadata, image configuration, archives."""

import ast
import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time

import yaml

ARCH = platform.machine()


def run(argv, **options):
    sys.stdout.flush()
    subprocess.run(argv, check=True, **options)


def read_json(path):
    with open(path, encoding='utf-8') as stream:
        return json.load(stream)


@contextlib.contextmanager
def locked(path):
    """Keeps other writers from a file. A lock somebody left is waited for: the real ones last a year."""
    lock = os.path.join(os.path.dirname(path), f'.{os.path.basename(path)}.lock')
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL))
            break
        except FileExistsError:
            print(f'waiting for {lock}', file=sys.stderr, flush=True)
            time.sleep(1)
    try:
        yield
    finally:
        os.unlink(lock)


def write_json(path, data):
    temporary = f'{path}.tmp'
    with locked(path):
        with open(temporary, 'w', encoding='utf-8') as stream:
            json.dump(data, stream, indent=4, sort_keys=True)
        os.replace(temporary, path)


def builds():
    if not os.path.exists('builds/builds.json'):
        return {'schema-version': '1.0.0', 'builds': [], 'timestamp': ''}
    return read_json('builds/builds.json')


def insert_build(build_id, now):
    data = builds()
    data['builds'].insert(0, {'id': build_id, 'arches': [ARCH]})
    data['timestamp'] = now
    write_json('builds/builds.json', data)
    temporary = 'builds/.latest.tmp'
    os.symlink(build_id, temporary)
    os.replace(temporary, 'builds/latest')


def prune(keep):
    """Removes all but the newest builds."""
    data = builds()
    for build in data['builds'][keep:]:
        shutil.rmtree(os.path.join('builds', build['id']))
    data['builds'] = data['builds'][:keep]
    write_json('builds/builds.json', data)


def build_dir(build_id):
    return os.path.join('builds', build_id, ARCH)


def latest_id():
    for build in builds()['builds']:
        if ARCH in build['arches']:
            return build['id']
    return None


def latest_meta():
    build_id = latest_id()
    return None if build_id is None else read_json(os.path.join(build_dir(build_id), 'meta.json'))


def write_meta(directory, meta):
    write_json(os.path.join(directory, 'meta.json'), meta)


def add_image(directory, key, name, options=None):
    """Records a file; like the classic dialects, only some images get a size."""
    path = os.path.join(directory, name)
    digest = hashlib.sha256()
    with open(path, 'rb') as stream:
        while chunk := stream.read(1 << 20):
            digest.update(chunk)
    os.chmod(path, 0o444)
    entry = {'path': name, 'sha256': digest.hexdigest()}
    options = dict(options or {})
    if options.pop('size', False):
        entry['size'] = os.path.getsize(path)
    entry.update(options)
    meta = read_json(os.path.join(directory, 'meta.json'))
    meta['images'][key] = entry
    write_meta(directory, meta)


def variant():
    """Which of several manifests `init --variant` chose, or None."""
    path = 'src/config.json'
    return read_json(path)['coreos-assembler.config-variant'] if os.path.exists(path) else None


def variant_suffix():
    return '' if variant() is None else f'-{variant()}'


def image_config():
    """image.yaml with its includes: maps and scalars of the includer win, lists are appended."""
    def load(path):
        with open(path, encoding='utf-8') as stream:
            data = yaml.safe_load(stream) or {}
        include = data.pop('include', None)
        if include is None:
            return data
        base = load(os.path.join(os.path.dirname(path), include))
        for key, value in data.items():
            base[key] = base[key] + value if isinstance(value, list) and isinstance(base.get(key), list) else value
        return base
    return load(f'src/config/image{variant_suffix()}.yaml')


def manifest_name():
    flattened = read_json('tmp/manifest.json')
    return flattened.get('metadata', {}).get('name') or flattened['rojig']['name']


def commit_key(commit, key):
    output = subprocess.run(['ostree', 'show', '--repo=tmp/repo', f'--print-metadata-key={key}', commit],
                            check=True, capture_output=True, text=True).stdout
    return ast.literal_eval(output.strip())


def commit_packages(commit):
    return [list(row) for row in commit_key(commit, 'rpmostree.rpmdb.pkglist')]


def write_ociarchive(commit, path, manifest_path):
    """An OCI archive with the commit, and its manifest beside it."""
    run(['rpm-ostree', 'compose', 'container-encapsulate', '--repo=tmp/repo', commit, f'oci-archive:{path}:latest'])
    with tarfile.open(path) as archive:
        def read(name):
            with archive.extractfile(f'./{name}') as stream:
                return stream.read()
        [image] = json.loads(read('index.json'))['manifests']
        manifest = read(f'blobs/{image["digest"].replace(":", "/")}')
    with open(manifest_path, 'wb') as stream:
        stream.write(manifest)

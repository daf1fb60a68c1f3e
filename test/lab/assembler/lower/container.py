"""`rpm-ostree compose container-encapsulate`, `ex-container export` of 2021: a commit as an OCI archive.

The commit is the only layer, in an archive-mode repository; the real one spreads it over many.
"""

import ast
import hashlib
import json
import os
import shutil
import subprocess
import tarfile

from options import fail

TRANSPORT = 'oci-archive:'


def ostree(repo, *arguments):
    result = subprocess.run(['ostree', *arguments, f'--repo={repo}'], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            text=True)
    if result.returncode != 0:
        fail(result.stderr.strip())
    return result.stdout.strip()


class Image:
    """Blobs of an image below a directory, each named by its digest."""

    def __init__(self, directory):
        self.directory = directory
        self.blobs = os.path.join(directory, 'blobs', 'sha256')
        os.makedirs(self.blobs)

    def add_file(self, path):
        digest = hashlib.sha256()
        with open(path, 'rb') as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
        name = digest.hexdigest()
        size = os.path.getsize(path)
        os.rename(path, os.path.join(self.blobs, name))
        return {'digest': f'sha256:{name}', 'size': size}

    def add_json(self, data):
        path = os.path.join(self.directory, 'json')
        with open(path, 'w', encoding='utf-8') as stream:
            json.dump(data, stream, sort_keys=True)
        return self.add_file(path)

    def write_json(self, name, data):
        with open(os.path.join(self.directory, name), 'w', encoding='utf-8') as stream:
            json.dump(data, stream, sort_keys=True)


def encapsulate(options, ref, reference):
    if not reference.startswith(TRANSPORT):
        fail(f'error: {reference}: the rehearsal writes {TRANSPORT}PATH only')
    # A tag may follow the path; it names the image inside the archive, which has but one.
    path = reference.removeprefix(TRANSPORT).split(':', 1)[0]
    repo = options['repo']
    if repo is None:
        fail('error: the following required arguments were not provided: --repo <REPO>')
    commit = ostree(repo, 'rev-parse', ref)
    work = os.path.join(os.path.dirname(os.path.abspath(repo)), 'oci')
    shutil.rmtree(work, ignore_errors=True)
    image = Image(os.path.join(work, 'image'))
    layer = image.add_file(write_layer(repo, commit, work))
    version = ast.literal_eval(ostree(repo, 'show', '--print-metadata-key=version', commit))
    labels = {'ostree.commit': commit, 'version': version, 'org.opencontainers.image.version': version,
              **dict(label.partition('=')[::2] for label in options['label'])}
    config = image.add_json({'architecture': 'amd64', 'os': 'linux', 'config': {'Labels': labels},
                             'rootfs': {'type': 'layers', 'diff_ids': [layer['digest']]}})
    manifest = image.add_json({
        'schemaVersion': 2,
        'mediaType': 'application/vnd.oci.image.manifest.v1+json',
        'config': {'mediaType': 'application/vnd.oci.image.config.v1+json', **config},
        'layers': [{'mediaType': 'application/vnd.oci.image.layer.v1.tar', **layer}],
    })
    image.write_json('index.json', {
        'schemaVersion': 2,
        'manifests': [{'mediaType': 'application/vnd.oci.image.manifest.v1+json', **manifest}],
    })
    image.write_json('oci-layout', {'imageLayoutVersion': '1.0.0'})
    subprocess.run(['tar', '-C', image.directory, '-cf', path, '.'], check=True)
    shutil.rmtree(work)
    return 0


def write_layer(repo, commit, work):
    """@returns the path of a tar file with the commit."""
    inside = os.path.join(work, 'layer', 'sysroot', 'ostree', 'repo')
    os.makedirs(os.path.dirname(inside))
    subprocess.run(['ostree', 'init', f'--repo={inside}', '--mode=archive'], check=True)
    subprocess.run(['ostree', 'pull-local', '--untrusted', f'--repo={inside}', repo, commit],
                   stdout=subprocess.DEVNULL, check=True)
    path = os.path.join(work, 'layer.tar')
    with tarfile.open(path, 'w') as archive:
        archive.add(os.path.join(work, 'layer', 'sysroot'), 'sysroot')
    return path

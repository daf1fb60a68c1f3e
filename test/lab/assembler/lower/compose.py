"""`rpm-ostree compose tree`: a root of packages, layers and scripts, made into a commit."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

import packages
import passwd
from postprocess import postprocess


class ComposeError(Exception):
    pass


def call(argv, **options):
    """Runs a program; its output belongs to the log."""
    sys.stdout.flush()
    sys.stderr.flush()
    return subprocess.run(argv, **options)


def capture(argv):
    result = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return result.returncode, result.stdout.strip(), result.stderr.strip()


class Compose:
    def __init__(self, options, config):
        self.options = options
        self.config = config
        self.directory = os.path.dirname(os.path.abspath(options.treefile))
        self.cache = options.cachedir or os.path.join(self.directory, 'cache')
        self.root = os.path.join(self.cache, 'rootfs')

    def run(self):
        solver = packages.Solver(self.directory, self.config, self.cache, self.options.cache_only)
        try:
            solver.check_repositories()
            download = self.options.download_only or self.options.download_only_rpms or self.options.dry_run
            nevras = solver.resolve(self.options.ex_lockfile, self.options.ex_lockfile_strict, download)
            if download:
                solver.download()
                if self.options.ex_write_lockfile_to:
                    self.write_lockfile(nevras)
                return 0
            return self.compose(solver, nevras)
        except packages.SolverError as error:
            raise ComposeError(str(error)) from None

    def compose(self, solver, nevras):
        inputhash = self.input_hash(nevras)
        print(f'Input state hash: {inputhash}')
        previous = self.previous()
        if previous is not None and previous[1] == inputhash and not self.options.force_nocache:
            print('No apparent changes since previous commit; use --force-nocache to override')
            return 0
        shutil.rmtree(self.root, ignore_errors=True)
        os.makedirs(self.root)
        accounts = self.accounts_of(previous)
        passwd.prepare(self.root, self.config, accounts, ComposeError)
        solver.install(self.root)
        solver.remove_from_packages(self.root)
        self.layers()
        version = dict(item.split('=', 1) for item in self.options.add_metadata_string).get('version')
        postprocess(self.root, self.config, version, accounts, ComposeError)
        commit = self.commit(nevras, inputhash, version)
        if self.options.ex_write_lockfile_to:
            self.write_lockfile(nevras)
        if self.options.write_commitid_to:
            with open(self.options.write_commitid_to, 'w', encoding='utf-8') as stream:
                stream.write(commit)
        else:
            self.ostree('refs', '--force', f'--create={self.config["ref"]}', commit)
        if self.options.write_composejson_to:
            self.write_compose_json(commit, inputhash, version)
        if self.options.touch_if_changed:
            with open(self.options.touch_if_changed, 'w', encoding='utf-8'):
                pass
        return 0

    def ostree(self, verb, *arguments):
        code, output, errors = capture(['ostree', verb, f'--repo={self.options.repo}', *arguments])
        if code != 0:
            raise ComposeError(errors.replace('error: ', '', 1))
        return output

    def previous(self):
        """Commit and input hash of what this builds upon, or None."""
        commit = self.options.previous_commit
        if commit is None and 'ref' in self.config:
            code, commit, _ = capture(['ostree', 'rev-parse', f'--repo={self.options.repo}', self.config['ref']])
            if code != 0:
                return None
        if commit is None:
            return None
        code, value, _ = capture(['ostree', 'show', f'--repo={self.options.repo}',
                                  '--print-metadata-key=rpmostree.inputhash', commit])
        return (commit, value.strip("'")) if code == 0 else None

    def accounts_of(self, previous):
        """Reads passwd or group of the previous commit, as both halves; None when there is no such commit."""
        if previous is None:
            return None

        def lines(name):
            found = {}
            for half in ('lib', 'etc'):
                _, output, _ = capture(['ostree', 'cat', f'--repo={self.options.repo}', previous[0],
                                        f'/usr/{half}/{name}'])
                for line in output.splitlines():
                    found.setdefault(line.split(':')[0], line)
            return list(found.values())
        return lines

    def input_hash(self, nevras):
        """Over what rpm-ostree hashes: the treefile without layer names and metadata, contents of layers, packages."""
        treefile = {key: value for key, value in self.config.items()
                    if key not in ('ostree-layers', 'metadata', 'repovars', 'check-passwd', 'check-groups')}
        digest = hashlib.sha256(json.dumps(treefile, sort_keys=True).encode())
        for key in ('check-passwd', 'check-groups'):
            path = (self.config.get(key) or {}).get('path')
            if path is not None:
                with open(path, 'rb') as stream:
                    digest.update(stream.read())
        for layer in self.config.get('ostree-layers', []):
            digest.update(self.layer_content(layer).encode())
        for nevra in nevras:
            digest.update('\t'.join(nevra).encode())
        return digest.hexdigest()

    def layer_content(self, layer):
        code, output, _ = capture(['ostree', 'ls', f'--repo={self.repo_of_layers()}', '-R', '-C', layer])
        if code != 0:
            raise ComposeError(f"Failed to pull-local {layer}: Refspec '{layer}' not found")
        return output

    def repo_of_layers(self):
        return self.options.layer_repo or self.options.repo

    def layers(self):
        for layer in self.config.get('ostree-layers', []):
            code, _, errors = capture(['ostree', 'checkout', f'--repo={self.repo_of_layers()}', '--union',
                                       '--user-mode', layer, self.root])
            if code != 0:
                raise ComposeError(errors.replace('error: ', '', 1))
            print(f'Applied layer {layer}')

    def commit(self, nevras, inputhash, version):
        listed = ', '.join(str(tuple(nevra)) for nevra in nevras)
        arguments = [
            f'--tree=dir={self.root}', '--no-xattrs', '--orphan', '--no-bindings',
            f'--add-metadata=rpmostree.rpmdb.pkglist=[{listed}]',
            f'--add-metadata-string=rpmostree.inputhash={inputhash}',
        ]
        kernels = os.listdir(os.path.join(self.root, 'usr/lib/modules'))
        if len(kernels) != 1:
            raise ComposeError(f'Finalizing rootfs: expected one kernel in usr/lib/modules, found {len(kernels)}')
        arguments.append(f'--add-metadata-string=ostree.linux={kernels[0]}')
        arguments += [f'--add-metadata-string={item}' for item in self.options.add_metadata_string]
        metadata = dict(self.config.get('add-commit-metadata', {}))
        for path in self.options.add_metadata_from_json:
            with open(path, encoding='utf-8') as stream:
                metadata.update(json.load(stream))
        for name, value in metadata.items():
            text = value if isinstance(value, str) else json.dumps(value)
            arguments.append(f'--add-metadata-string={name}={text}')
        if self.options.parent:
            arguments.append(f'--parent={self.options.parent}')
        return self.ostree('commit', *arguments)

    def write_compose_json(self, commit, inputhash, version):
        content = self.ostree('show', '--raw', commit)
        timestamp = self.ostree('log', commit).split('Date:', 1)[1].split('\n', 1)[0].strip()
        date, time = timestamp.split(' ')[:2]
        data = {
            'ref': self.config.get('ref'),
            'ostree-n-metadata-total': 0,
            'ostree-commit': commit,
            'ostree-content-checksum': hashlib.sha256(content.encode()).hexdigest(),
            'ostree-version': version,
            'ostree-timestamp': f'{date}T{time}Z',
            'rpm-ostree-inputhash': inputhash,
        }
        with open(self.options.write_composejson_to, 'w', encoding='utf-8') as stream:
            json.dump(data, stream)

    def write_lockfile(self, nevras):
        locked = {}
        for name, epoch, version, release, arch in nevras:
            prefix = '' if epoch == '0' else f'{epoch}:'
            locked[name] = {'evra': f'{prefix}{version}-{release}.{arch}'}
        with open(self.options.ex_write_lockfile_to, 'w', encoding='utf-8') as stream:
            json.dump({'packages': locked}, stream, indent=2, sort_keys=True)

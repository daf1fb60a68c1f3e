"""Repositories and packages, by way of dnf, refused in the words of rpm-ostree."""

import configparser
import glob
import os
import re
import subprocess
import sys

import yaml

# A row of dnf's table of a transaction: name, arch, epoch, version, release, repository. A name that is longer than
# its column has a line of its own.
TABLE_ROW = re.compile(r'^ (\S+)\s+(\S+) +(?:(\d+):)?([^\s:-]+)-(\S+)\s+(\S+) +[\d.]+ [kMG]?\s*$', re.M)


class SolverError(Exception):
    pass


def missing_packages(output):
    missing = re.findall(r'^No match for argument: (\S+)', output, re.M)
    return f'Installing packages: Packages not found: {", ".join(missing)}' if missing else None


def unusable_metadata(output):
    found = re.search(r"^Error: Failed to download metadata for repo '([^']+)': (.*)", output, re.M)
    if found is None:
        return None
    name, why = found.groups()
    # librepo's own last error stands in a list above; libdnf appends it.
    errors = re.findall(r'^  - (.*)', output, re.M)
    last = f'; Last error: {errors[-1]}' if errors and errors[-1] not in why else ''
    return f"Updating rpm-md repo '{name}': cannot update repo '{name}': {why}{last}"


def failed_download(output):
    found = re.search(r'^  (Cannot download \S+: All mirrors were tried)', output, re.M)
    if found is None:
        return None
    errors = re.findall(r'^\[MIRROR\] \S+: (.*)', output, re.M)
    return found.group(1) + (f'; Last error: {errors[-1]}' if errors else '')


def file_conflicts(output):
    conflicts = re.findall(r'^ +(file /.* conflicts .*)', output, re.M)
    if not conflicts:
        return None
    return 'Installing packages: Writing rpmdb: Error running transaction: ' + '\n'.join(conflicts)


def unsolved_problems(output):
    problems = re.findall(r'^ Problem[^\n]*(?:\n +-[^\n]*)*', output, re.M)
    if not problems:
        return None
    count = '1 problem' if len(problems) == 1 else f'{len(problems)} problems'
    return f'Could not depsolve transaction; {count} detected:\n' + '\n'.join(problems)


class Solver:
    def __init__(self, directory, config, cache, offline):
        self.directory = directory
        self.config = config
        self.cache = os.path.join(cache, 'dnf')
        self.offline = offline
        self.state = os.path.join(cache, 'resolved.json')
        os.makedirs(self.cache, exist_ok=True)

    def check_repositories(self):
        known = []
        for path in sorted(glob.glob(os.path.join(self.directory, '*.repo'))):
            parser = configparser.ConfigParser(interpolation=None, strict=False)
            parser.read(path, encoding='utf-8')
            known += parser.sections()
        wanted = self.config.get('repos', [])
        if not known or not wanted:
            raise SolverError('No enabled repositories')
        for name in wanted:
            if name not in known:
                print('Discovered rpm-md repositories:', file=sys.stderr)
                for repository in known:
                    print(f'- {repository}', file=sys.stderr)
                raise SolverError(f'Unknown rpm-md repository: {name}')
        print(f'Enabled rpm-md repositories: {" ".join(wanted)}')

    def dnf(self, root, *arguments, capture=False):
        argv = ['dnf', '--assumeyes', '--noplugins', f'--installroot={root}', f'--setopt=reposdir={self.directory}',
                f'--setopt=cachedir={self.cache}', '--setopt=keepcache=1', '--setopt=varsdir=/etc/dnf/vars',
                '--setopt=install_weak_deps=' + str(bool(self.config.get('recommends', True))),
                '--setopt=tsflags=noscripts', '--setopt=logdir=/tmp', '--setopt=ip_resolve=4',
                '--setopt=timeout=10', '--setopt=retries=1', '--setopt=skip_if_unavailable=0',
                f'--releasever={self.config.get("releasever", "9")}', '--disablerepo=*']
        # An order of precedence between repositories is left to each file's own cost and priority.
        argv += [f'--enablerepo={name}' for name in self.config.get('repos', [])]
        if self.config.get('documentation', True) is False:
            argv.append('--nodocs')
        excluded = self.config.get('exclude-packages', [])
        if excluded:
            argv.append(f'--exclude={",".join(excluded)}')
        if self.offline:
            argv.append('--cacheonly')
        result = subprocess.run([*argv, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        # What was only to be shown ends as if somebody had said no.
        shown = '--assumeno' in arguments and re.search(r'^Operation aborted\.$', result.stdout, re.M)
        if result.returncode == 0 or shown:
            if not capture:
                sys.stdout.write(result.stdout)
                sys.stdout.flush()
            return result.stdout
        words = self.explain(result.stdout)
        if words is None:
            # rpm-ostree has no dnf below it: its words are shown only where we have none.
            sys.stdout.write(result.stdout)
            sys.stdout.flush()
            last = [line for line in result.stdout.strip().split('\n') if line.strip()]
            words = last[-1] if last else 'dnf failed'
        raise SolverError(words)

    def explain(self, output):
        """dnf's refusals in the words rpm-ostree, libdnf and librepo have for them (assembler.md 6), or None."""
        for reader in (missing_packages, unusable_metadata, self.unverified_package, failed_download, file_conflicts,
                       unsolved_problems):
            words = reader(output)
            if words is not None:
                return words
        return None

    def unverified_package(self, output):
        unsigned = re.search(r'^(?:Error: )?Package (\S+?)(?:\.rpm)? is not signed', output, re.M)
        untrusted = re.search(r'^Public key for (\S+?)(?:\.rpm)? is not installed', output, re.M)
        # dnf says it in one line or, of a key over http, in two: what it wants, and what the server answered.
        key = (re.search(r"Failed to retrieve GPG key for repo '([^']+)': (.*)", output)
               or re.search(r'^retrieving repo key for (\S+) .*? from \S+$(?:\n.*)*?\n'
                            r'((?:Status code|Curl error)\b.*)', output, re.M))
        if key:
            return f"Updating rpm-md repo '{key.group(1)}': Failed to download gpg key for repo '{key.group(1)}': {key.group(2)}"
        found = unsigned or untrusted
        if found is None:
            return None
        nevra = found.group(1)
        repository = '?'
        for name, _, epoch, version, release, origin in TABLE_ROW.findall(output):
            if nevra.startswith(f'{name}-{version}-{release}.'):
                repository = origin
        [path, *_] = glob.glob(os.path.join(self.cache, '*', 'packages', f'{nevra}.rpm')) or [f'{nevra}.rpm']
        return (f'package {nevra} cannot be verified and repo {repository} is GPG enabled: '
                f'failed to lookup digest in keyring for {path}')

    def wanted(self):
        return [name for name in self.config['packages']]

    def resolve(self, lockfiles, strict, download):
        """The package set, as [name, epoch, version, release, arch] sorted by name.

        Packages are downloaded and verified when they are all that is wanted, else by install().
        """
        self.mode = '--downloadonly' if download else '--assumeno'
        root = os.path.join(self.cache, 'empty-root')
        os.makedirs(root, exist_ok=True)
        locked = {}
        for path in lockfiles:
            with open(path, encoding='utf-8') as stream:
                # JSON is YAML too; a later file's entry replaces an earlier one whole.
                locked.update(yaml.safe_load(stream).get('packages') or {})
        versions = {name: entry.get('evra') or entry.get('evr') for name, entry in locked.items()}
        pinned = {name: versions[name] for name in self.wanted() if name in versions}
        while True:
            try:
                nevras = self.solve(root, pinned)
            except SolverError as error:
                gone = [name for name, version in pinned.items() if f'{name}-{version}' in str(error)]
                if not gone or not str(error).startswith('Installing packages: Packages not found: '):
                    raise
                # A lock on what is gone is none, since 2023.
                for name in gone:
                    print(f"warning: Couldn't find locked package '{name}-{pinned[name]}' "
                          '(pkgs matching NEVRA: 0; mismatched checksums: 0)')
                    del pinned[name], versions[name]
                continue
            # dnf is told of the packages that are asked for; what they bring along is locked as well.
            drawn = {name: versions[name] for name, *_ in nevras if name in versions and name not in pinned}
            if not drawn:
                break
            pinned.update(drawn)
        if strict:
            free = [nevra[0] for nevra in nevras if nevra[0] not in locked]
            if free:
                raise SolverError(f'Packages not found: {", ".join(free)}')
        print(f'Resolved {len(nevras)} packages')
        return nevras

    def solve(self, root, pinned):
        self.subjects = [f'{name}-{pinned[name]}' if name in pinned else name for name in self.wanted()]
        self.subjects += [f'{name}-{pinned[name]}' for name in pinned if name not in self.wanted()]
        output = self.dnf(root, 'install', self.mode, *self.subjects, capture=True)
        rows = TABLE_ROW.findall(output)
        if not rows:
            sys.stdout.write(output)
            raise SolverError('the solver returned no packages')
        return sorted([name, epoch or '0', version, release, arch]
                      for name, arch, epoch, version, release, _ in rows)

    def download(self):
        """resolve() has downloaded already, when it was told to: dnf keeps the packages in its cache."""
        print('Downloaded all packages')

    def install(self, root):
        """What resolve() has found, by the same subjects."""
        self.dnf(root, 'install', *self.subjects)

    def remove_from_packages(self, root):
        """Takes files out of installed packages: a name, then expressions that are searched for in each path."""
        for entry in self.config.get('remove-from-packages', []):
            if not entry:
                raise SolverError('remove-from-packages: an empty list')
            name, *expressions = entry
            listed = subprocess.run(['rpm', f'--root={os.path.abspath(root)}', '-ql', name], capture_output=True,
                                    text=True, check=False)
            # A package that is not there is passed over, as rpm-ostree does.
            paths = listed.stdout.splitlines() if listed.returncode == 0 else []
            for path in sorted(paths, reverse=True):
                if not any(re.search(expression, path) for expression in expressions):
                    continue
                full = os.path.join(root, path.lstrip('/'))
                if os.path.islink(full) or os.path.isfile(full):
                    os.unlink(full)

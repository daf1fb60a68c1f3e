"""Flattens a treefile for the stand-in of rpm-ostree.

Written apart from the project's own engine and in another language on purpose: when the two disagree over a
configuration, a rehearsal fails. It knows what the rehearsals need and refuses everything else by name.
"""

import os
import re

import yaml

LISTS = ['repos', 'ostree-layers', 'ostree-override-layers', 'exclude-packages', 'install-langs', 'remove-files',
         'remove-from-packages', 'add-files', 'postprocess', 'units', 'etc-group-members', 'lockfile-repos',
         'initramfs-args', 'cliwrap-binaries']
SETS = ['packages', 'ignore-removed-users', 'ignore-removed-groups']
MAPS = ['metadata', 'add-commit-metadata', 'repovars']
SCALARS = ['ref', 'edition', 'basearch', 'rojig', 'selinux', 'gpg-key', 'recommends', 'documentation', 'container',
           'boot-location', 'tmp-is-dir', 'opt-usrlocal', 'default-target', 'machineid-compat', 'releasever',
           'automatic-version-prefix', 'mutate-os-release', 'preserve-passwd', 'check-passwd', 'check-groups',
           'rpmdb', 'rpmdb-normalize', 'container-cmd', 'sysusers', 'ignore-devices', 'readonly-executables',
           'selinux-label-version', 'repo-metadata', 'advisories-metadata', 'no-initramfs', 'postprocess-script']
STRUCTURE = ['include', 'arch-include', 'conditional-include', 'variables']


class TreefileError(Exception):
    pass


class Loader(yaml.SafeLoader):
    """YAML 1.2 as rpm-ostree reads it: only true and false are booleans, nothing is a date."""


Loader.yaml_implicit_resolvers = {
    key: [(tag, regexp) for tag, regexp in resolvers
          if tag not in ('tag:yaml.org,2002:bool', 'tag:yaml.org,2002:timestamp')]
    for key, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver('tag:yaml.org,2002:bool', re.compile(r'^(?:true|True|TRUE|false|False|FALSE)$'),
                             list('tTfF'))


def words(text):
    """Package strings: blanks separate, single quotes keep together."""
    if text.count("'") % 2:
        raise TreefileError(f'Missing terminating quote: {text}')
    found = re.findall(r"'([^']*)'|([^\s']+)", text)
    return [quoted or plain for quoted, plain in found]


def condition(text, variables):
    match = re.fullmatch(r'\s*([A-Za-z0-9_]+)\s*(\S+)\s*(?:(true)|(false)|([0-9]+)|"(.*)")\s*', text)
    if match is None or match.group(2) not in ('==', '!=', '<', '>', '<=', '>='):
        raise TreefileError(f'condition not understood: {text}')
    name, operator, true, false, number, string = match.groups()
    if name not in variables:
        raise TreefileError(f"undefined variable '{name}'")
    left = variables[name]
    right = True if true else False if false else int(number) if number else string
    if type(left) is not type(right):
        raise TreefileError(f'{name} is not same type as {right}')
    if operator == '==':
        return left == right
    if operator == '!=':
        return left != right
    if not isinstance(left, int) or isinstance(left, bool):
        raise TreefileError(f"invalid op for values '{left}' and '{right}'")
    return {'<': left < right, '>': left > right, '<=': left <= right, '>=': left >= right}[operator]


class Flattener:
    def __init__(self, basearch):
        self.basearch = basearch
        self.variables = {}
        self.seen = {}

    def parse(self, path):
        try:
            with open(path, encoding='utf-8') as stream:
                stat = os.fstat(stream.fileno())
                identity = (stat.st_dev, stat.st_ino)
                if identity in self.seen:
                    raise TreefileError(f'Include loop detected; {path} was already included')
                self.seen[identity] = path
                data = yaml.load(stream, Loader) or {}
        except OSError as error:
            raise TreefileError(f'Can\'t open file "{path}" for reading: {error.strerror} (os error {error.errno})')
        except yaml.YAMLError as error:
            raise TreefileError(f'Parsing {path}: serde-yaml: {error}')
        directory = os.path.dirname(path)
        arch_packages = [key for key in data if key.startswith('packages-')]
        unknown = set(data) - set(LISTS + SETS + MAPS + SCALARS + STRUCTURE + arch_packages)
        if unknown:
            raise TreefileError(f'Parsing {path}: Unknown fields: {", ".join(sorted(unknown))}')
        config = {key: value for key, value in data.items() if value is not None and key not in arch_packages}
        packages = list(config.get('packages', []))
        packages += data.get(f'packages-{self.basearch}') or []
        config['packages'] = sorted({word for text in packages for word in words(str(text))})
        for key in ('check-passwd', 'check-groups'):
            if isinstance(config.get(key), dict) and config[key].get('type') == 'file':
                config[key] = dict(config[key], path=os.path.join(directory, config[key]['filename']))
        if 'add-files' in config:
            config['add-files'] = [[os.path.join(directory, source), target] for source, target in config['add-files']]
        if 'postprocess-script' in config:
            config['postprocess-script'] = os.path.join(directory, config['postprocess-script'])
        own = {'basearch': self.basearch}
        if 'releasever' in config:
            own['releasever'] = config['releasever']
        for name, value in {**(config.pop('variables', None) or {}), **own}.items():
            self.variables.setdefault(name, value)
        return config

    def recurse(self, path, depth=0):
        if depth > 50:
            raise TreefileError('Reached maximum include depth 50')
        config = self.parse(path)
        includes = config.pop('include', [])
        includes = [includes] if isinstance(includes, str) else list(includes)
        by_arch = config.pop('arch-include', {}).get(self.basearch, [])
        includes += [by_arch] if isinstance(by_arch, str) else by_arch
        for entry in config.pop('conditional-include', []):
            conditions = entry['if'] if isinstance(entry['if'], list) else [entry['if']]
            holds = [condition(text, self.variables) for text in conditions]
            if not all(holds):
                continue
            if isinstance(entry['include'], dict):
                merge(config, entry['include'])
            else:
                wanted = entry['include']
                includes += [wanted] if isinstance(wanted, str) else wanted
        for name in includes:
            merge(config, self.recurse(os.path.join(os.path.dirname(path), name), depth + 1))
        return config

    def substitute(self, config):
        def fill(text):
            if not isinstance(text, str):
                return text
            return re.sub(r'\$\{([A-Za-z0-9_]+)\}',
                          lambda match: str(self.variables.get(match.group(1), match.group(0))), text)
        for key in ('ref', 'automatic-version-prefix', 'mutate-os-release'):
            if key in config:
                config[key] = fill(config[key])
        for key in ('metadata', 'add-commit-metadata'):
            if key in config:
                config[key] = {name: fill(value) for name, value in config[key].items()}
        if 'rojig' in config:
            config['rojig'] = {name: value if name == 'license' else fill(value)
                               for name, value in config['rojig'].items()}


def merge(config, included):
    """Lays an included treefile under its includer."""
    for key, value in included.items():
        if key in LISTS:
            config[key] = list(value) + list(config.get(key, []))
        elif key in SETS:
            config[key] = sorted(set(value) | set(config.get(key, [])))
        elif key in MAPS:
            config[key] = {**value, **config.get(key, {})}
        elif key in SCALARS:
            config.setdefault(key, value)
        else:
            raise TreefileError(f'{key} in a conditional include is not known here')


def flatten(path, basearch):
    flattener = Flattener(basearch)
    config = flattener.recurse(path)
    flattener.substitute(config)
    config['basearch'] = basearch
    return config

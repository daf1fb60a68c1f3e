"""Command lines of the programs under coreos-assembler, as its scripts of every era call them.

Each option stands with the first era (D0 to D4, reference section "five dialects") whose scripts pass it, or `-` for
one no era passes and the program takes all the same. From the programs' own help of 2024 and from the scripts.

Nothing stands with D3 or D4: D3 makes the commit as D2 does and leaves images to osbuild, and in D4 it is the
configuration's Containerfile that calls rpm-ostree, in an image of its own.
"""

import sys

FLAG = None  # takes no value

# option: (value, era)
COMPOSE_TREE = {
    '--unified-core': (FLAG, 'D0'),
    '--repo': ('REPO', 'D0'),
    '--cachedir': ('CACHEDIR', 'D0'),
    '--touch-if-changed': ('FILE', 'D0'),
    '--print-only': (FLAG, 'D0'),
    '--cache-only': (FLAG, 'D0'),
    '--download-only': (FLAG, 'D0'),
    '--dry-run': (FLAG, 'D0'),
    '--force-nocache': (FLAG, 'D0'),
    '--add-metadata-from-json': ('JSON', 'D0'),
    '--add-metadata-string': ('KEY=VALUE', 'D0'),
    '--write-composejson-to': ('FILE', 'D0'),
    '--write-commitid-to': ('FILE', 'D0'),
    '--ex-write-lockfile-to': ('FILE', 'D0'),
    '--ex-lockfile': ('FILE', 'D0'),
    '--ex-lockfile-strict': (FLAG, 'D0'),
    '--no-parent': (FLAG, 'D0'),
    '--parent': ('REV', 'D0'),
    '--previous-commit': ('COMMIT', 'D0'),
    '--layer-repo': ('REPO', 'D2'),
    '--download-only-rpms': (FLAG, '-'),
    '--proxy': ('PROXY', '-'),
    '--previous-inputhash': ('DIGEST', '-'),
    '--previous-version': ('VERSION', '-'),
    '--workdir': ('WORKDIR', '-'),
    '--quiet': (FLAG, '-'),
}

# Named `rpm-ostree ex-container export` at first; the archive is what a build's ociarchive is.
CONTAINER_ENCAPSULATE = {
    '--repo': ('REPO', 'D2'),
    '--label': ('LABEL', 'D2'),
    '--copymeta': ('KEY', '-'),
    '--copymeta-opt': ('KEY', 'D2'),
    '--max-layers': ('MAX_LAYERS', 'D2'),
    '--format-version': ('FORMAT_VERSION', '-'),
    '--write-contentmeta-json': ('FILE', '-'),
    '--image-config': ('FILE', '-'),
    '--arch': ('ARCH', '-'),
    '--cmd': ('CMD', '-'),
    '--compare-with-build': ('IMGREF', '-'),
    '--previous-build-manifest': ('FILE', '-'),
}

DB_DIFF = {
    '--repo': ('PATH', 'D0'),
    '--format': ('FORMAT', 'D0'),
    '--advisories': (FLAG, 'D1'),
    '--changelogs': (FLAG, '-'),
    '--sysroot': ('SYSROOT', '-'),
    '--base': (FLAG, '-'),
    '--quiet': (FLAG, '-'),
}

# What buildextend-live of D0 (late) to D2 calls; from D3 on osbuild does.
PACK_OSMET = {
    '--description': ('DESCRIPTION', 'D0'),
    '--checksum': ('CHECKSUM', 'D0'),
    '--output': ('FILE', 'D0'),
    '--speed': (FLAG, 'D0'),
    '--fast': (FLAG, 'D1'),
    '--osrelease': ('PATH', 'D1'),
}
PACK_MINIMAL_ISO = {
    '--consume': (FLAG, 'D2'),
}

REPEATED = ('--add-metadata-string', '--add-metadata-from-json', '--ex-lockfile', '--label', '--copymeta',
            '--copymeta-opt', '--cmd')
SHORT = {'-l': '--label', '-r': '--repo', '-F': '--format', '-a': '--advisories', '-c': '--changelogs', '-q': '--quiet'}


def usage(program, table, positionals):
    lines = [f'Usage:\n  {program} [OPTION…] {" ".join(positionals)}\n', 'Application Options:']
    lines += [f'  {name}{"" if value is FLAG else f"={value}"}' for name, (value, _) in table.items()]
    return '\n'.join(lines)


def parse(program, table, positionals, arguments, unknown='error: Unknown option {}'):
    """Reads a command line; ends the program for help and for what the real one refuses.

    @returns options by name without dashes, underscores for dashes, and the positional arguments.
    """
    values = {name: [] if name in REPEATED else (False if value is FLAG else None)
              for name, (value, _) in table.items()}
    rest = []
    queue = list(arguments)
    while queue:
        word = queue.pop(0)
        if word in ('-h', '--help'):
            print(usage(program, table, positionals))
            sys.exit(0)
        if word == '--':
            rest += queue
            break
        if not word.startswith('-') or word == '-':
            rest.append(word)
            continue
        name, separator, value = word.partition('=')
        name = SHORT.get(name, name)
        if name not in table:
            fail(unknown.format(name))
        if table[name][0] is FLAG:
            if separator:
                fail(f'error: Option {name} takes no argument')
            values[name] = True
            continue
        if not separator:
            if not queue:
                fail(f'error: Missing argument for {name}')
            value = queue.pop(0)
        if name in REPEATED:
            values[name].append(value)
        else:
            values[name] = value
    if len(rest) < len(positionals):
        fail(f'{usage(program, table, positionals)}\nerror: {positionals[len(rest)]} must be specified')
    if len(rest) > len(positionals):
        fail('error: Too many arguments')
    return {name[2:].replace('-', '_'): value for name, value in values.items()}, rest


def fail(message):
    print(message, file=sys.stderr)
    sys.exit(1)

"""buildextend-metal and -metal4k: a GPT disk with the commit's tree on an ext4 partition."""

import argparse
import os
import shutil
import subprocess
import sys

import cmdlib


def main(kind):
    parser = argparse.ArgumentParser(prog=f'coreos-assembler buildextend-{kind}')
    parser.add_argument('--build')
    parser.add_argument('--force', action='store_true')
    options = parser.parse_args(sys.argv[2:])
    build_id = options.build or cmdlib.latest_id()
    if build_id is None:
        print('No build found.', file=sys.stderr)
        return 1
    directory = cmdlib.build_dir(build_id)
    if not os.path.isdir(directory):
        print(f'Build dir {directory} does not exist.', file=sys.stderr)
        return 1
    meta = cmdlib.read_json(os.path.join(directory, 'meta.json'))
    if kind in meta['images'] and not options.force:
        print(f"Image '{kind}' already exists")
        return 0
    semaphore = os.path.join(directory, f'.{kind}.building')
    if os.path.exists(semaphore):
        print(f'{semaphore} found: another process is running a build for {kind}', file=sys.stderr)
        return 1
    with open(semaphore, 'w', encoding='utf-8'):
        pass
    try:
        name = f'{meta["name"]}-{build_id}-{kind}.{cmdlib.ARCH}.raw'
        make(meta['ostree-commit'], kind, os.path.join(directory, name))
        cmdlib.add_image(directory, kind, name, {'size': True})
    finally:
        os.unlink(semaphore)
    return 0


def make(commit, kind, path):
    tree = f'tmp/{kind}-tree'
    shutil.rmtree(tree, ignore_errors=True)
    cmdlib.run(['ostree', 'checkout', '--repo=tmp/repo', '--user-mode', commit, tree])
    used = int(subprocess.run(['du', '-sk', tree], check=True, capture_output=True, text=True).stdout.split()[0])
    partition = (used * 13 // 10 + 16384) // 1024 + 1
    filesystem = f'tmp/{kind}.ext4'
    if os.path.exists(filesystem):
        os.unlink(filesystem)
    cmdlib.run(['/sbin/mke2fs', '-q', '-t', 'ext4', '-b', '4096', '-L', 'root', '-d', tree, filesystem, f'{partition}M'])
    temporary = f'{path}.tmp'
    with open(temporary, 'wb') as stream:
        stream.truncate((partition + 2) << 20)
    sector = 4096 if kind == 'metal4k' else 512
    # sfdisk knows the sector size of devices only; both tables describe the same bytes.
    script = f'label: gpt\nstart={(1 << 20) // 512}, size={(partition << 20) // 512}, name=root\n'
    cmdlib.run(['/sbin/sfdisk', '--quiet', temporary], input=script, text=True)
    cmdlib.run(['dd', f'if={filesystem}', f'of={temporary}', 'bs=1M', 'seek=1', 'conv=notrunc,sparse', 'status=none'])
    print(f'{kind}: {partition} MiB, sectors of {sector} bytes')
    os.unlink(filesystem)
    shutil.rmtree(tree)
    os.rename(temporary, path)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1]))

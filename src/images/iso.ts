import { open } from 'node:fs/promises';
import { UserError } from '../errors.ts';

const SECTOR = 2048;

/**
 * Checks that a file is an ISO 9660 image a machine can start from: a primary volume descriptor, an El Torito boot
 * record, a boot catalogue with a valid checksum and a bootable entry that lies within the file.
 *
 * Facts from ECMA-119 and the El Torito specification 1.0: descriptors from sector 16 on, the catalogue's sector at
 * byte 71 of the boot record, a validation entry whose 16-bit words add up to zero, 0x88 for "bootable".
 *
 * @returns the volume's label.
 * @throws UserError that names the file and what is missing.
 */
export async function checkBootableIso(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const sector = async (number: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(SECTOR);
      const { bytesRead } = await handle.read(buffer, 0, SECTOR, number * SECTOR);
      if (bytesRead !== SECTOR)
        throw new UserError(`${file}: not a bootable ISO: it ends before sector ${number}`);
      return buffer;
    };
    const refuse = (what: string): never => {
      throw new UserError(`${file}: not a bootable ISO: ${what}`);
    };
    const primary = await sector(16);
    if (primary[0] !== 1 || primary.toString('latin1', 1, 6) !== 'CD001')
      refuse('no ISO 9660 volume descriptor');
    const sectors = primary.readUInt32LE(80);
    if (sectors * SECTOR > size) refuse(`its volume has ${sectors * SECTOR} bytes, the file only ${size}`);
    let catalogue: number | undefined;
    for (let number = 17; number < 32 && catalogue === undefined; number += 1) {
      const descriptor = await sector(number);
      if (descriptor[0] === 255) break;
      if (descriptor[0] === 0 && descriptor.toString('latin1', 7, 30) === 'EL TORITO SPECIFICATION') {
        catalogue = descriptor.readUInt32LE(71);
      }
    }
    if (catalogue === undefined) return refuse('no El Torito boot record');
    const entries = await sector(catalogue);
    let sum = 0;
    for (let offset = 0; offset < 32; offset += 2) sum += entries.readUInt16LE(offset);
    if (entries[0] !== 1 || entries[30] !== 0x55 || entries[31] !== 0xaa || sum % 0x10000 !== 0) {
      refuse('its boot catalogue is damaged');
    }
    const image = entries.readUInt32LE(40);
    if (entries[32] !== 0x88 || image === 0 || image * SECTOR >= size)
      refuse('no bootable entry in its catalogue');
    return primary.toString('latin1', 40, 72).trim();
  } finally {
    await handle.close();
  }
}

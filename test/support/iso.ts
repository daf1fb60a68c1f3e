const SECTOR = 2048;

/**
 * The smallest thing a firmware would take for a bootable CD: volume descriptor (sector 16), boot record (17),
 * terminator (18), boot catalogue (20) and a boot image (22). Written by hand from ECMA-119 and El Torito 1.0.
 */
export function makeBootableIso(label = 'NODE'): Buffer {
  const sectors = 24;
  const iso = Buffer.alloc(sectors * SECTOR);
  const primary = iso.subarray(16 * SECTOR);
  primary[0] = 1;
  primary.write('CD001', 1, 'latin1');
  primary.write(label.padEnd(32), 40, 'latin1');
  primary.writeUInt32LE(sectors, 80);
  const boot = iso.subarray(17 * SECTOR);
  boot.write('CD001', 1, 'latin1');
  boot.write('EL TORITO SPECIFICATION', 7, 'latin1');
  boot.writeUInt32LE(20, 71);
  const terminator = iso.subarray(18 * SECTOR);
  terminator[0] = 255;
  terminator.write('CD001', 1, 'latin1');
  const catalogue = iso.subarray(20 * SECTOR);
  catalogue[0] = 1;
  catalogue[30] = 0x55;
  catalogue[31] = 0xaa;
  catalogue.writeUInt16LE((0x10000 - (1 + 0xaa55)) % 0x10000, 28);
  catalogue[32] = 0x88;
  catalogue.writeUInt32LE(22, 40);
  return iso;
}

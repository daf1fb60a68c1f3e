import { BlockList, isIP } from 'node:net';

/** IPv4 ranges that are not the internet's: this host, private, shared, link-local, test, multicast, reserved. */
const RANGES_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** The same of IPv6, and what stands for addresses of IPv4, whichever they are. */
const RANGES_6 = [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

const LIST_4 = new BlockList();
for (const [net, prefix] of RANGES_4) LIST_4.addSubnet(net, prefix, 'ipv4');
const LIST_6 = new BlockList();
for (const [net, prefix] of RANGES_6) LIST_6.addSubnet(net, prefix, 'ipv6');

/**
 * True for an IP address that means something else on each network, or may: loopback, link-local, private and reserved
 * ranges (the special-purpose registries of IANA), and everything that is no IP address.
 *
 * @param address without brackets; a zone (`%eth0`) makes it private.
 */
export function isPrivateAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return LIST_4.check(address, 'ipv4');
    case 6:
      return address.includes('%') || LIST_6.check(address, 'ipv6');
    default:
      return true;
  }
}

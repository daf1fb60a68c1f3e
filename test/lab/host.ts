import { networkInterfaces } from 'node:os';

/** An IPv4 address of this machine that its containers can reach; they cannot reach 127.0.0.1. */
export function hostAddress(): string {
  const addresses = Object.entries(networkInterfaces())
    // Addresses of engines' own bridges come and go with their containers.
    .filter(([name]) => !/^(lo|podman|docker|cni|veth|br-)/.test(name))
    .flatMap(([, list]) => list ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  const [first] = addresses;
  if (first === undefined) throw new Error('this machine has no address but 127.0.0.1; the lab needs one');
  return first;
}

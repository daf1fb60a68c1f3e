import type { PublicKey } from 'openpgp';
import { signatureProblem } from './check-signature.ts';
import { weakHash } from './hashes.ts';
import { parseSignature, type SignaturePacket } from './openpgp-packet.ts';
import type { OpenedPackage } from './package.ts';
import { weakKey } from './public-key.ts';
import { signersOf, type Signer } from './signers.ts';
import { TAG } from './tags.ts';
import type { SignatureReport } from './types.ts';

/** A signature of the package and the bytes it is over. */
interface Candidate {
  readonly packet: SignaturePacket | undefined;
  readonly data: readonly Buffer[];
  /** What is weak in the way from the signed bytes to the files, and why there is no way, if so. */
  readonly weakness?: string | undefined;
  readonly uncovered?: string | undefined;
}

/**
 * Checks all signatures of a package against the keys. One that is right is enough, unless another by a given key is
 * not: then somebody changed something.
 */
export async function verifySignature(
  pkg: OpenedPackage,
  keys: readonly PublicKey[],
): Promise<SignatureReport> {
  const candidates = candidatesOf(pkg);
  const signers = signersOf(keys);
  const reports: SignatureReport[] = [];
  for (const candidate of candidates) reports.push(await check(candidate, signers));
  // The one that says most comes first; of several that are right, one without a weakness.
  const rank = ({ status, weak }: SignatureReport): number =>
    ['bad', 'verified', 'no-key', 'unknown-key', 'unreadable'].indexOf(status) * 2 + Number(weak === true);
  const [first] = reports.sort((left, right) => rank(left) - rank(right));
  return first ?? { status: 'unsigned', keyId: null };
}

/** Every signature of the signature header, whatever its form. */
function candidatesOf({ signatures, header, payload, digests, files }: OpenedPackage): Candidate[] {
  const whole = [header.bytes, payload];
  const coverage = digests.payloadInHeader ? {} : coverageByFiles(files);
  const ofHeader = (packet: Buffer): Candidate => ({
    packet: parseSignature(packet),
    data: [header.bytes],
    ...coverage,
  });
  const ofAll = (packet: Buffer): Candidate => ({ packet: parseSignature(packet), data: whole });
  const binary = (tag: number): Buffer[] => {
    const bytes = signatures.binary(tag);
    return bytes === undefined ? [] : [bytes];
  };
  return [
    // rpm 6 keeps any number of them, as text.
    ...signatures.strings(TAG.sigOpenPgp).map((text) => ofHeader(Buffer.from(text, 'base64'))),
    ...[TAG.sigRsa, TAG.sigDsa].flatMap(binary).map(ofHeader),
    ...[TAG.sigPgp, TAG.sigGpg].flatMap(binary).map(ofAll),
  ];
}

/**
 * Packages of rpm before 4.14 have no digest of the payload in the header. Then a signature of the header reaches the
 * payload by the digests of its files, which the payload's reader checks.
 */
function coverageByFiles(files: OpenedPackage['files']): Pick<Candidate, 'weakness' | 'uncovered'> {
  const regular = files.filter(({ regular: isRegular, ghost }) => isRegular && !ghost);
  if (regular.some(({ digest, size }) => digest === undefined && size > 0)) {
    return { uncovered: 'it is over the header only, which has no digest of every file' };
  }
  const weak = regular.flatMap(({ digest }) => (digest === undefined ? [] : (weakHash(digest.hash) ?? [])));
  return { weakness: weak[0] === undefined ? undefined : `${weak[0]} of its files` };
}

async function check(candidate: Candidate, signers: readonly Signer[]): Promise<SignatureReport> {
  const { packet, data } = candidate;
  if (packet === undefined) return { status: 'unreadable', keyId: null };
  const { keyId } = packet;
  const hash = packet.hash === undefined ? undefined : weakHash(packet.hash);
  const report = (
    status: SignatureReport['status'],
    more: Partial<SignatureReport> = {},
    ...weaknesses: (string | undefined)[]
  ): SignatureReport => {
    const weakness = [hash, candidate.weakness, ...weaknesses].filter((one) => one !== undefined);
    return {
      status,
      keyId,
      ...(weakness.length === 0 ? {} : { weak: true, weakness: weakness.join(', ') }),
      ...more,
    };
  };
  if (signers.length === 0) return report('no-key');
  const named = signers.filter((signer) => isBy(packet, signer));
  if (named.length === 0) return report('unknown-key');
  let reason = '';
  for (const signer of named) {
    const { material } = signer;
    const problem =
      material === undefined
        ? 'keys of its algorithm are not supported'
        : (signatureProblem(packet, data, material) ?? (await unusable(signer)) ?? candidate.uncovered);
    if (problem === undefined && material !== undefined) {
      return report('verified', await expiry(packet, signer), weakKey(material));
    }
    reason = problem ?? reason;
  }
  return report('bad', { reason });
}

async function unusable(signer: Signer): Promise<string | undefined> {
  const reason = await signer.unusable();
  return reason === undefined ? undefined : `its key cannot be used: ${reason}`;
}

/** Whether the packet says that the signer made it. */
function isBy(packet: SignaturePacket, signer: Signer): boolean {
  if (packet.fingerprint !== null) return packet.fingerprint === signer.fingerprint;
  return packet.keyId === signer.keyId;
}

/** What is over by now: the key or the signature itself. */
async function expiry(packet: SignaturePacket, signer: Signer): Promise<Partial<SignatureReport>> {
  const now = new Date();
  const dates = [await signer.expires(), packet.expires];
  const expired = dates.find((date) => date !== undefined && date < now);
  if (expired === undefined) return {};
  const late = packet.created !== undefined && packet.created >= expired;
  return { expired: expired.toISOString().slice(0, 10), ...(late ? { signedLater: true } : {}) };
}

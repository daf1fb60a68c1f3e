/**
 * Tag numbers of both headers (rpm's include/rpm/rpmtag.h). Those of the signature header that begin with `sig` share
 * their numbers with tags of the main header, so a number means something only together with its header.
 */
export const TAG = {
  // Regions: the first entry of either header, whose data says how many entries belong together.
  regionSignatures: 62,
  regionImmutable: 63,
  // Signature header.
  sigDsa: 267,
  sigRsa: 268,
  sigSha1: 269,
  sigLongSize: 270,
  sigSha256: 273,
  sigOpenPgp: 278,
  sigSha3: 279,
  sigSize: 1000,
  sigPgp: 1002,
  sigMd5: 1004,
  sigGpg: 1005,
  // Main header.
  name: 1000,
  version: 1001,
  release: 1002,
  oldFileNames: 1027,
  fileSizes: 1028,
  fileModes: 1030,
  fileDigests: 1035,
  fileFlags: 1037,
  requireName: 1049,
  fileDevices: 1095,
  fileInodes: 1096,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
  payloadFormat: 1124,
  payloadCompressor: 1125,
  longFileSizes: 5008,
  fileDigestAlgorithm: 5011,
  payloadSha256: 5092,
  payloadSha256Algorithm: 5093,
  payloadSha256Alt: 5097,
  payloadSize: 5112,
  payloadSizeAlt: 5113,
  payloadSha512: 5121,
  payloadSha512Alt: 5122,
  payloadSha3: 5123,
  payloadSha3Alt: 5124,
} as const;

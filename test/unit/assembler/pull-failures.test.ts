import { describe, expect, it } from 'vitest';
import { explainPull, PULL_FAILURES, registryOf } from '../../../src/assembler/pull-failures.ts';
import { TransientError } from '../../../src/net/transient.ts';

const PLACE = { program: 'podman', reference: 'r.example:5000/a/b:c', registry: 'r.example:5000' };
const SOURCE = 'initializing source docker://r.example:5000/a/b:c: ';
const MANIFEST = `Error: ${SOURCE}reading manifest c in r.example:5000/a/b: `;
const PING = `Error: ${SOURCE}pinging container registry r.example:5000: Get "https://r.example:5000/v2/": `;

/** id, text of the engine, what said it: `caused` by podman 4.3.1 here, else the source it was taken from. */
const TEXTS: readonly (readonly [id: string, text: string, source: string])[] = [
  [
    'no-space',
    'Error: writing blob: storing blob to file "/var/tmp/storage1/2": write /var/tmp/storage1/2: no space left on device',
    'containers/image storage_dest.go',
  ],
  ['no-space', 'failed to register layer: write /usr/lib/x: no space left on device', 'docker daemon'],
  ['rate-limit', `${MANIFEST}toomanyrequests: You have reached your pull rate limit.`, 'caused'],
  [
    'rate-limit',
    'Error response from daemon: toomanyrequests: You have reached your unauthenticated pull rate limit.',
    'docker daemon',
  ],
  [
    'wrong-architecture',
    'Error: choosing an image from manifest list docker://r.example:5000/a/b:c: no image found in image index for architecture amd64, variant "", OS linux',
    'caused',
  ],
  [
    'wrong-architecture',
    'no matching manifest for linux/amd64 in the manifest list entries',
    'docker daemon',
  ],
  ['unknown-tag', `${MANIFEST}manifest unknown`, 'caused'],
  [
    'unknown-tag',
    'Error response from daemon: manifest for r.example:5000/a/b:c not found: manifest unknown: manifest unknown',
    'docker daemon',
  ],
  [
    'unknown-repository',
    `${MANIFEST}name unknown: repository name not known to registry`,
    'distribution errors.go',
  ],
  [
    'bad-login',
    `Error: ${SOURCE}unable to retrieve auth token: invalid username/password: unauthorized: incorrect username or password`,
    'containers/image docker_client.go',
  ],
  ['login-needed', `${MANIFEST}unauthorized`, 'caused'],
  ['login-needed', `${MANIFEST}unauthorized: access to the requested resource is not authorized`, 'quay.io'],
  ['login-needed', `${MANIFEST}denied`, 'caused'],
  [
    'login-needed',
    "Error response from daemon: pull access denied for a/b, repository does not exist or may require 'docker login'",
    'docker daemon',
  ],
  [
    'login-needed',
    'Error response from daemon: Head "https://r.example:5000/v2/a/b/manifests/c": no basic auth credentials',
    'docker daemon',
  ],
  ['plain-http', `${PING}http: server gave HTTP response to HTTPS client`, 'caused'],
  [
    'unknown-authority',
    `${PING}tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    'go crypto/x509',
  ],
  [
    'bad-certificate',
    `${PING}x509: certificate has expired or is not yet valid: current time 2026-01-01`,
    'go crypto/x509',
  ],
  ['unknown-host', `${PING}dial tcp: lookup r.example on 10.0.0.1:53: no such host`, 'caused'],
  [
    'proxy',
    `${PING}proxyconnect tcp: dial tcp 10.0.0.1:3128: connect: connection refused`,
    'go net/http transport.go',
  ],
  ['proxy', `${PING}Proxy Authentication Required`, 'go net/http transport.go'],
  ['registry-down', `${PING}dial tcp 10.0.0.9:5000: connect: connection refused`, 'caused'],
  ['registry-down', `Error: ${SOURCE}Get "http://r.example:5000/v2/a/b/manifests/c": EOF`, 'caused'],
  ['registry-down', `${MANIFEST}received unexpected HTTP status: 503 Service Unavailable`, 'caused'],
  [
    'registry-down',
    `${PING}dial tcp: lookup r.example on 10.0.0.1:53: server misbehaving`,
    'go net dnsclient',
  ],
  ['registry-down', `${PING}net/http: TLS handshake timeout`, 'go net/http'],
  ['registry-down', `${PING}dial tcp 10.0.0.9:5000: i/o timeout`, 'go net'],
  [
    'no-registry',
    "Error: initializing image from source docker://r.example:5000/a/b:c: invalid character '<' looking for beginning of value",
    'caused',
  ],
  ['bad-name', 'Error: Invalid image name "A/b:c", unknown transport "A/b"', 'caused'],
  [
    'bad-name',
    'Error: short-name "b" did not resolve to an alias and no unqualified-search registries are defined in "/etc/containers/registries.conf"',
    'caused',
  ],
];

describe('explainPull', () => {
  it.each(TEXTS)('%s: %s (%s)', (id, text) => {
    const known = PULL_FAILURES.find((failure) => failure.id === id);
    const error = explainPull(PLACE, 125, ['Trying to pull r.example:5000/a/b:c...', text, '']);
    expect(error.message).toContain(`${PLACE.reference} cannot be pulled: ${known?.cause} (`);
    expect(error.message).toContain(text.replace(/^Error: /, ''));
    expect(error.message.endsWith(`; ${known?.fix(PLACE)}`)).toBe(true);
    expect(error instanceof TransientError).toBe(known?.transient);
  });

  it('has a text for each entry, and no two entries of one name', () => {
    const ids = PULL_FAILURES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !TEXTS.some(([of]) => of === id))).toEqual([]);
  });

  it('is not misled by what podman tried before', () => {
    const error = explainPull(PLACE, 125, [
      'time="x" level=warning msg="Failed, retrying in 1s ... (1/3). Error: EOF"',
      `${MANIFEST}manifest unknown`,
      'time="x" level=warning msg="Failed, retrying in 1s ... (2/3). Error: EOF"',
    ]);
    expect(error.message).toContain('no such tag');
  });

  it('shows what it does not know, without terminal codes and logins', () => {
    const odd = 'Error: \u001b[31modd\u001b[0m https://me:geheim@r.example:5000/v2/';
    expect(explainPull(PLACE, 7, [odd]).message).toContain(
      '(exit code 7): odd https://***@r.example:5000/v2/;',
    );
    expect(explainPull(PLACE, 125, []).message).toContain('the engine said nothing');
  });

  it('names the repository, not the port, where the tags are to be listed', () => {
    for (const reference of [
      'r.example:5000/a/b:c',
      'r.example:5000/a/b',
      `r.example:5000/a/b@sha256:${'0'.repeat(64)}`,
    ]) {
      const error = explainPull({ ...PLACE, reference }, 125, ['manifest unknown']);
      expect(error.message).toContain('docker://r.example:5000/a/b`');
    }
  });
});

describe('registryOf', () => {
  it.each([
    ['quay.io/a/b:c', 'quay.io'],
    ['localhost/a', 'localhost'],
    ['host:5000/a', 'host:5000'],
    ['a/b', ''],
    ['a', ''],
  ])('finds in %s the registry %j', (reference, expected) => {
    expect(registryOf(reference)).toBe(expected);
  });
});

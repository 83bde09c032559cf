import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { MAX_KEY_LINE_CHARS, readPublicKey } from './file-credential-keys.ts';

/** RFC 4251 §5: a string with its length in front. */
const part = (bytes: Buffer | string) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(bytes));
  return Buffer.concat([length, Buffer.from(bytes)]);
};
const lineOf = (type: string, ...parts: (Buffer | string)[]) =>
  `${type} ${Buffer.concat([part(type), ...parts.map(part)]).toString('base64')}`;

const ed25519 = () => {
  const der = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
  return lineOf('ssh-ed25519', der.subarray(-32));
};
const rsa = (modulusLength: number) => {
  const { n, e } = generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' });
  const modulus = Buffer.from(n!, 'base64url');
  return lineOf('ssh-rsa', Buffer.from(e!, 'base64url'), Buffer.concat([Buffer.alloc(1), modulus]));
};
const ecdsa = (namedCurve: string, name: string) => {
  const { x, y } = generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
  return lineOf(`ecdsa-sha2-${name}`, name, point);
};

describe('readPublicKey', () => {
  test.each([
    ['ed25519', ed25519()],
    ['rsa 2048', rsa(2048)],
    ['ecdsa 256', ecdsa('P-256', 'nistp256')],
    ['ecdsa 384', ecdsa('P-384', 'nistp384')],
    ['ecdsa 521', ecdsa('P-521', 'nistp521')],
  ])('takes %s with its comment', (_name, line) => {
    const read = readPublicKey(`  ${line} Jan Kowalski@laptop \n`);
    expect(read).toMatchObject({ ok: true, value: { comment: 'Jan Kowalski@laptop' } });
    expect(read.ok && read.value.bytes.toString('base64')).toBe(line.split(' ')[1]);
  });

  test('its fingerprint is that of OpenSSH', () => {
    const line = ed25519();
    const printed = execFileSync('ssh-keygen', ['-lf', '-'], { input: `${line}\n` }).toString();
    const read = readPublicKey(line);
    expect(read.ok && printed.split(' ')[1]).toBe(read.ok && read.value.fingerprint);
  });

  const good = ed25519();
  const [type, base64] = good.split(' ') as [string, string];
  test.each([
    ['nothing', '', 'unreadable'],
    ['words', 'hello world', 'unreadable'],
    ['no key', 'ssh-ed25519', 'unreadable'],
    ['a private key', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA', 'private'],
    ['a certificate', `ssh-ed25519-cert-v01@openssh.com ${base64}`, 'certificate'],
    ['dsa', `ssh-dss ${base64}`, 'type'],
    ['a security key', `sk-ssh-ed25519@openssh.com ${base64}`, 'type'],
    ['a short rsa key', rsa(1024), 'weak'],
    ['another type than its own', `ssh-rsa ${base64}`, 'unreadable'],
    ['a cut one', `${type} ${base64.slice(0, 40)}`, 'unreadable'],
    [
      'more behind the key',
      `${type} ${Buffer.concat([Buffer.from(base64, 'base64'), Buffer.from('more')]).toString('base64')}`,
      'unreadable',
    ],
    ['options in front', `command="sh" ${good}`, 'unreadable'],
    ['two lines', `${good}\n${good}`, 'unreadable'],
    ['endless', `${good} ${'x'.repeat(MAX_KEY_LINE_CHARS)}`, 'unreadable'],
    [
      'a point that is not on the curve',
      lineOf('ecdsa-sha2-nistp256', 'nistp256', Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)])),
      'unreadable',
    ],
  ])('refuses %s', (_name, text, reason) => {
    expect(readPublicKey(text)).toEqual({ ok: false, reason });
  });
});

import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const FLAGS = { userPresent: 0x01, userVerified: 0x04, attested: 0x40 };
/** RFC 9053: EC2, ES256, P-256. */
const COSE = { kty: 1, ec2: 2, alg: 3, es256: -7, crv: -1, p256: 1, x: -2, y: -3 };

interface Answering {
  readonly origin: string;
  readonly counter?: number;
  readonly userVerified?: boolean;
}

interface Options {
  readonly challenge: string;
}

/** A device with one passkey (WebAuthn §6), as a program. */
export class Authenticator {
  readonly id = randomBytes(32).toString('base64url');
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #userHandle = '';
  #rpId = '';

  /** Makes the passkey. */
  create(options: Options, { origin, userVerified = true }: Answering) {
    const { rp, user } = options as Options & { rp: { id: string }; user: { id: string } };
    this.#rpId = rp.id;
    this.#userHandle = user.id;
    const { x, y } = this.#keys.publicKey.export({ format: 'jwk' });
    const key = new Map<number, number | Uint8Array>([
      [COSE.kty, COSE.ec2],
      [COSE.alg, COSE.es256],
      [COSE.crv, COSE.p256],
      [COSE.x, new Uint8Array(Buffer.from(x!, 'base64url'))],
      [COSE.y, new Uint8Array(Buffer.from(y!, 'base64url'))],
    ]);
    const id = Buffer.from(this.id, 'base64url');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(id.length);
    const attested = Buffer.concat([Buffer.alloc(16), length, id, isoCBOR.encode(key)]);
    const authData = Buffer.concat([this.#authenticatorData({ userVerified, counter: 0 }, FLAGS.attested), attested]);
    const attestation = new Map<string, string | Map<string, string> | Uint8Array>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, string>()],
      ['authData', new Uint8Array(authData)],
    ]);
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: clientData('webauthn.create', options.challenge, origin).toString('base64url'),
        attestationObject: Buffer.from(isoCBOR.encode(attestation)).toString('base64url'),
      },
    };
  }

  /** Answers a challenge. */
  get(options: Options, { origin, counter = 0, userVerified = true }: Answering) {
    const client = clientData('webauthn.get', options.challenge, origin);
    const authData = this.#authenticatorData({ userVerified, counter }, 0);
    const signed = Buffer.concat([authData, createHash('sha256').update(client).digest()]);
    return {
      ...this.#credential(),
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: authData.toString('base64url'),
        signature: createSign('sha256').update(signed).sign(this.#keys.privateKey).toString('base64url'),
        userHandle: this.#userHandle,
      },
    };
  }

  #credential() {
    return { id: this.id, rawId: this.id, type: 'public-key', clientExtensionResults: {} } as const;
  }

  #authenticatorData({ userVerified, counter }: { userVerified: boolean; counter: number }, flags: number): Buffer {
    const head = Buffer.alloc(5);
    head.writeUInt8(flags | FLAGS.userPresent | (userVerified ? FLAGS.userVerified : 0));
    head.writeUInt32BE(counter, 1);
    return Buffer.concat([createHash('sha256').update(this.#rpId).digest(), head]);
  }
}

function clientData(type: string, challenge: string, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
}

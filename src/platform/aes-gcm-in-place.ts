import { createCipheriv } from 'node:crypto';
import koffi from 'koffi';
import { TAG_BYTES } from './sealing.ts';

/** `EVP_CTRL_AEAD_GET_TAG` of OpenSSL. */
const GET_TAG = 0x10;
/** What OpenSSL's functions return. */
const DONE = 1;

/**
 * AES-GCM encryption within a buffer, by the OpenSSL that Node contains. `node:crypto` makes a cipher and a buffer for each
 * message: for messages of 32 KiB that was more than half of the CPU, most of it garbage collection.
 */
export class AesGcmInPlace {
  readonly #openssl: OpenSsl;
  #context: unknown;
  readonly #ignoredLength = Buffer.alloc(4);

  private constructor(openssl: OpenSsl, context: unknown) {
    this.#openssl = openssl;
    this.#context = context;
  }

  /** `key`: 16 or 32 bytes. Null: this Node does not export OpenSSL's functions. To be freed. */
  static create(key: Buffer): AesGcmInPlace | null {
    const { openssl } = (loaded ??= load());
    return openssl === null ? null : AesGcmInPlace.by(openssl, key);
  }

  /** The same by functions that are given. */
  static by(openssl: OpenSsl, key: Buffer): AesGcmInPlace | null {
    if (key.length !== 16 && key.length !== 32) return null;
    const cipher = key.length === 16 ? openssl.aes128() : openssl.aes256();
    if (cipher === null) return null;
    const context = openssl.newContext();
    if (context === null) return null;
    if (openssl.init(context, cipher, null, key, null) === DONE) return new AesGcmInPlace(openssl, context);
    openssl.freeContext(context);
    return null;
  }

  /**
   * Encrypts what stands in `message` from `clearBytes` to `length`, and writes the tag behind it. What is before `clearBytes`
   * is authenticated. Never use a nonce (12 bytes) twice.
   */
  seal(message: Buffer, { clearBytes, length, nonce }: { clearBytes: number; length: number; nonce: Buffer }): void {
    const { init, update, final, control } = this.#openssl;
    // OpenSSL checks no lengths.
    if (this.#context === null || nonce.length !== 12 || clearBytes > length || length + TAG_BYTES > message.length) {
      throw new Error('nothing can be encrypted here');
    }
    const body = message.subarray(clearBytes);
    const sealed =
      init(this.#context, null, null, null, nonce) === DONE &&
      update(this.#context, null, this.#ignoredLength, message, clearBytes) === DONE &&
      update(this.#context, body, this.#ignoredLength, body, length - clearBytes) === DONE &&
      final(this.#context, this.#ignoredLength, this.#ignoredLength) === DONE &&
      control(this.#context, GET_TAG, TAG_BYTES, message.subarray(length)) === DONE;
    if (!sealed) throw new Error('OpenSSL could not encrypt');
  }

  free(): void {
    if (this.#context !== null) this.#openssl.freeContext(this.#context);
    this.#context = null;
  }
}

let loaded: { readonly openssl: OpenSsl | null } | null = null;

function load(): { readonly openssl: OpenSsl | null } {
  try {
    const openssl = openSsl();
    return { openssl: encryptsAsNode(openssl) ? openssl : null };
  } catch {
    return { openssl: null };
  }
}

/** Whether they do what is expected of them, before anything is sent that they made. */
function encryptsAsNode(openssl: OpenSsl): boolean {
  const [key, nonce, plain] = [Buffer.alloc(16, 1), Buffer.alloc(12, 2), Buffer.alloc(100, 3)];
  const message = Buffer.concat([plain, Buffer.alloc(TAG_BYTES)]);
  const aes = AesGcmInPlace.by(openssl, key);
  aes?.seal(message, { clearBytes: 4, length: plain.length, nonce });
  aes?.free();
  const cipher = createCipheriv('aes-128-gcm', key, nonce).setAAD(plain.subarray(0, 4));
  const sealed = [cipher.update(plain.subarray(4)), cipher.final(), cipher.getAuthTag()];
  return message.equals(Buffer.concat([plain.subarray(0, 4), ...sealed]));
}

type OpenSsl = ReturnType<typeof openSsl>;

/** The functions of the program itself: Node exports those of its OpenSSL for native modules. */
function openSsl() {
  const node = koffi.load(null);
  return {
    aes128: node.func('void *EVP_aes_128_gcm()') as () => unknown,
    aes256: node.func('void *EVP_aes_256_gcm()') as () => unknown,
    newContext: node.func('void *EVP_CIPHER_CTX_new()') as () => unknown,
    freeContext: node.func('void EVP_CIPHER_CTX_free(void *context)') as (context: unknown) => void,
    init: node.func('int EVP_EncryptInit_ex(void *context, void *cipher, void *engine, void *key, void *nonce)') as (
      ...args: [context: unknown, cipher: unknown, engine: null, key: Buffer | null, nonce: Buffer | null]
    ) => number,
    update: node.func('int EVP_EncryptUpdate(void *context, void *out, void *length, void *in, int inLength)') as (
      ...args: [context: unknown, out: Buffer | null, length: Buffer, input: Buffer, inputLength: number]
    ) => number,
    final: node.func('int EVP_EncryptFinal_ex(void *context, void *out, void *length)') as (
      ...args: [context: unknown, out: Buffer, length: Buffer]
    ) => number,
    control: node.func('int EVP_CIPHER_CTX_ctrl(void *context, int type, int length, void *pointer)') as (
      ...args: [context: unknown, type: number, length: number, pointer: Buffer]
    ) => number,
  };
}

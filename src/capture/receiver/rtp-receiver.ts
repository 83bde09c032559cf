import type { Result } from '../../base/result.ts';
import type { AddressWords } from './source-address.ts';

/** The longest datagram that is taken. RTP of a call fits an Ethernet frame; a longer datagram is not call audio. */
export const MAX_DATAGRAM_BYTES = 2048;

/** Packets a second of a stream of 20 ms. */
export const STREAM_PACKETS_PER_SECOND = 50;

/** Opens the sockets that legs listen on. Created in the thread that uses it. */
export interface RtpReceiver {
  readonly kind: ReceiverKind;
  /**
   * Binds a UDP port of the receiver's address; 0 lets the system choose. `port-taken`: by another program;
   * `exhausted`: this process may open no more sockets. `bufferBytes`: what the kernel is asked for; default: for RTP.
   */
  open(port: number, bufferBytes?: number): Promise<Result<LegSocket, BindRefusal>>;
  /** The same, but continues the socket that a thread which died has left on the port, with the datagrams that wait in it. */
  takeOver(port: number, bufferBytes?: number): Promise<Result<LegSocket, BindRefusal>>;
  /** Closes the sockets of a thread that died which have not been taken over. */
  closeLeft(): void;
}

export type ReceiverKind = 'batch' | 'portable';
export type BindRefusal = 'port-taken' | 'exhausted';

/** A leg's socket. Datagrams wait in it until they are drained. */
export interface LegSocket {
  readonly port: number;
  /** For how many milliseconds a stream of 20 ms fits in it, undrained. */
  readonly holdsMs: number;
  /** Passes up to `limit` datagrams to `sink`, oldest first; returns how many. Fewer than `limit`: none is left. */
  drain(sink: DatagramSink, limit: number): number;
  /** Resolves when whatever had reached the machine before the call can be drained. */
  settle(): Promise<void>;
  /** Datagrams dropped so far for lack of room. The portable receiver cannot see those that the kernel drops. */
  readonly dropped: number;
  /** Sends from the socket's port. A datagram that cannot be sent is lost. */
  send(bytes: Uint8Array, to: AddressWords, port: number): void;
  close(): void;
}

/** One object for all datagrams of a receiver, so that none costs memory; the bytes and the source, too, are valid until the next one only. */
export interface Datagram {
  readonly bytes: Uint8Array;
  /** Unix ms with a fraction. */
  readonly arrivedAtMs: number;
  readonly source: AddressWords;
  /** Of the source. */
  readonly port: number;
}

export interface DatagramSink {
  datagram(datagram: Datagram): void;
  /** A datagram longer than `MAX_DATAGRAM_BYTES` came and was dropped. */
  oversize(source: AddressWords): void;
}

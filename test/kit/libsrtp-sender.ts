import { writeFile } from 'node:fs/promises';
import { runProgram } from './run-program.ts';

export interface LibsrtpStream {
  readonly port: number;
  /** Of pylibsrtp: `SRTP_PROFILE_…`. */
  readonly profile: string;
  /** Master key and salt, base64. */
  readonly keySalt: string;
  /** RTP packets, in order. */
  readonly packets: readonly Buffer[];
}

const SCRIPT = `
import base64, json, socket, sys
from pylibsrtp import Policy, Session
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for stream in json.load(open(sys.argv[1])):
  policy = Policy(key=base64.b64decode(stream['keySalt']), ssrc_type=Policy.SSRC_ANY_OUTBOUND,
                  srtp_profile=getattr(Policy, stream['profile']))
  session = Session(policy)
  for packet in stream['packets']:
    out.sendto(session.protect(bytes.fromhex(packet)), ('127.0.0.1', stream['port']))
`;

/** Sends RTP encrypted by libsrtp (Debian's python3-pylibsrtp) from 127.0.0.1, all at once. `file`: to write what to send. */
export async function sendByLibsrtp(file: string, streams: readonly LibsrtpStream[]): Promise<void> {
  const content = streams.map((stream) => ({
    ...stream,
    packets: stream.packets.map((packet) => packet.toString('hex')),
  }));
  await writeFile(file, JSON.stringify(content));
  const run = await runProgram('/usr/bin/python3', ['-c', SCRIPT, file]);
  if (run.exitCode !== 0) throw new Error(run.stderr);
}

import { once } from 'node:events';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';
import { makeSshKey, type SftpSettings } from '../../../src/platform/push-target/index.ts';

/** A server on a port of the system's choice. */
export async function listeningSshServer(): Promise<ssh2.Server> {
  const server = new ssh2.Server({ hostKeys: [makeSshKey().privateKey] });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** An SFTP server of a test, which lets everybody in. */
export abstract class TestSftpServer {
  readonly port: number;
  readonly #server: ssh2.Server;
  readonly #connections = new Set<Connection>();

  protected constructor(server: ssh2.Server) {
    this.port = (server.address() as { port: number }).port;
    this.#server = server;
    server.on('connection', (connection) => this.#welcome(connection));
  }

  get settings(): SftpSettings {
    const login = { login: 'client', password: 'x', privateKey: null, hostKey: null } as const;
    return { kind: 'sftp', host: 'localhost', port: this.port, folder: '', ...login };
  }

  async stop(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Answers the requests of a session. */
  protected abstract serve(sftp: SFTPWrapper): void;

  #welcome(connection: Connection): void {
    this.#connections.add(connection);
    // Without it each answer waits 40 ms for the acknowledgement of the one before (Nagle). Not in ssh2's types.
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on('error', () => {});
    connection.on('authentication', (attempt) => attempt.accept());
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => this.serve(acceptSftp()));
    });
  }
}

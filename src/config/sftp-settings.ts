import { count, optionalPort } from './setting-schemas.ts';

/** SFTP. */
export const SFTP_SETTINGS = {
  sftpPort: {
    env: 'FONOTEKA_SFTP_PORT',
    schema: optionalPort,
    default: '2222',
    about: 'SFTP. Empty: off. 0: the system chooses.',
  },
  sftpConnections: {
    env: 'FONOTEKA_SFTP_CONNECTIONS',
    schema: count,
    default: '1000',
    about: 'SFTP connections at once. Each costs about 150 kB, and up to 500 kB more while it sends a file.',
  },
  sftpConnectionsPerAddress: {
    env: 'FONOTEKA_SFTP_CONNECTIONS_PER_ADDRESS',
    schema: count,
    default: '50',
    about: 'The same from one IPv4 address or one IPv6 /64.',
  },
  sftpConnectionsUnauthenticated: {
    env: 'FONOTEKA_SFTP_CONNECTIONS_UNAUTHENTICATED',
    schema: count,
    default: '200',
    about:
      'The same of clients that have not signed in yet; a new one takes the place of one of the address that has the most.',
  },
} as const;

import { z } from 'zod';
import { count, networkList, onOff, optionalPort, port, portRange } from './setting-schemas.ts';

/** FTP. */
export const FTP_SETTINGS = {
  ftpPort: { env: 'FONOTEKA_FTP_PORT', schema: port, default: '2121', about: 'FTP. 0: the system chooses.' },
  ftpTls: {
    env: 'FONOTEKA_FTP_TLS',
    schema: z.enum(['required', 'optional', 'off']),
    default: 'optional',
    about:
      'TLS of FTP (`AUTH TLS`): `optional`, clients may use it if there is a certificate; `required`, no password and no file in clear, nor over WebDAV; `off`. A tenant can demand it for itself.',
  },
  ftpTlsCertificate: {
    env: 'FONOTEKA_FTP_TLS_CERTIFICATE',
    schema: z.string(),
    default: '',
    about:
      'PEM file of the certificate for FTP over TLS, with those of its issuers. It and the key are read again when they change. Empty: FONOTEKA_TLS_CERT.',
  },
  ftpTlsKey: {
    env: 'FONOTEKA_FTP_TLS_KEY',
    schema: z.string(),
    default: '',
    about: 'PEM file of this certificate’s private key. Empty: FONOTEKA_TLS_KEY.',
  },
  ftpsPort: {
    env: 'FONOTEKA_FTPS_PORT',
    schema: optionalPort,
    default: '',
    about:
      'FTP with implicit TLS, where the connection begins with a handshake, for programs that cannot do `AUTH TLS`; usually 990. 0: the system chooses. Empty: there is none.',
  },
  fileSessionsPerTenant: {
    env: 'FONOTEKA_FILE_SESSIONS_PER_TENANT',
    schema: z.coerce.number().int().min(1).max(10_000),
    default: '50',
    about: 'Signed-in sessions at once of one tenant, over all protocols and processes together.',
  },
  fileBandwidthPerTenant: {
    env: 'FONOTEKA_FILE_BANDWIDTH_PER_TENANT',
    schema: z.union([z.literal('').transform(() => null), z.coerce.number().int().min(1).max(10_000_000)]),
    default: '',
    about:
      'How fast files are sent to one tenant, over all protocols, sessions and processes of file access together: in 1000 bytes a second. A credential may have a limit of its own beside it. The panel, its ZIP and the daily push do not count. Empty: no limit.',
  },
  ftpPassivePorts: {
    env: 'FONOTEKA_FTP_PASSIVE_PORTS',
    schema: portRange,
    default: '30000-30999',
    about: 'TCP ports for FTP data connections, one for each client that is about to open one.',
  },
  ftpConnections: {
    env: 'FONOTEKA_FTP_CONNECTIONS',
    schema: count,
    default: '1000',
    about: 'FTP control connections at once. Each costs about 30 kB, with TLS 80 kB.',
  },
  ftpConnectionsPerAddress: {
    env: 'FONOTEKA_FTP_CONNECTIONS_PER_ADDRESS',
    schema: count,
    default: '50',
    about:
      'The same from one IPv4 address or one IPv6 /64. Several programs may share one, each with up to ten connections.',
  },
  ftpConnectionsUnauthenticated: {
    env: 'FONOTEKA_FTP_CONNECTIONS_UNAUTHENTICATED',
    schema: count,
    default: '300',
    about:
      'The same of clients that have not signed in yet; a new one takes the place of one of the address that has the most.',
  },
  proxyProtocol: {
    env: 'FONOTEKA_PROXY_PROTOCOL',
    schema: networkList,
    default: '',
    about:
      'Networks of load balancers, separated by commas, that pass on FTP and SFTP with a header of the PROXY protocol (v1, v2). From there each connection has to begin with one; from elsewhere none is looked at. Empty: there are none.',
  },
  ftpActiveMode: {
    env: 'FONOTEKA_FTP_ACTIVE_MODE',
    schema: onOff,
    default: 'off',
    about:
      'Whether FTP clients may use active mode (PORT, EPRT), in which this server connects to them: `on` or `off`. Windows’ ftp.exe knows no other. Only to the client’s own address and ports from 1024 on.',
  },
} as const;

/**
 * Where no customer's server can be: from IANA's registries of special-purpose addresses (RFC 6890 and its updates).
 * IPv4-mapped IPv6 addresses (`::ffff:10.0.0.1`) are absent: Node's list takes them for the IPv4 address they are. Other
 * networks that carry an IPv4 address inside are here as a whole.
 */
export const FORBIDDEN_NETWORKS: readonly string[] = [
  '0.0.0.0/8', // this host (RFC 1122 §3.2.1.3)
  '10.0.0.0/8', // private (RFC 1918)
  '100.64.0.0/10', // behind a carrier's NAT (RFC 6598)
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local (RFC 3927); clouds answer with secrets here
  '172.16.0.0/12', // private (RFC 1918)
  '192.0.0.0/24', // protocol assignments (RFC 6890)
  '192.0.2.0/24', // documentation (RFC 5737)
  '192.88.99.0/24', // 6to4 relays, deprecated (RFC 7526)
  '192.168.0.0/16', // private (RFC 1918)
  '198.18.0.0/15', // benchmarking (RFC 2544)
  '198.51.100.0/24', // documentation (RFC 5737)
  '203.0.113.0/24', // documentation (RFC 5737)
  '224.0.0.0/4', // multicast (RFC 5771)
  '240.0.0.0/4', // reserved (RFC 1112 §4), limited broadcast (RFC 919)
  '::/96', // unspecified, loopback, IPv4-compatible (RFC 4291 §2.5)
  '64:ff9b::/96', // IPv4 behind NAT64 (RFC 6052)
  '64:ff9b:1::/48', // the same, local (RFC 8215)
  '100::/64', // discarded (RFC 6666)
  '2001::/23', // protocol assignments, Teredo among them (RFC 2928, RFC 4380)
  '2001:db8::/32', // documentation (RFC 3849)
  '2002::/16', // 6to4 (RFC 3056)
  '3fff::/20', // documentation (RFC 9637)
  '5f00::/16', // segment routing (RFC 9602)
  'fc00::/7', // unique local (RFC 4193)
  'fe80::/10', // link-local (RFC 4291 §2.5.6)
  'fec0::/10', // site-local, deprecated (RFC 3879)
  'ff00::/8', // multicast (RFC 4291 §2.7)
];

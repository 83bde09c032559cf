/** A password goes to another machine only through TLS. */
export function needsTls({ hostname, password }: URL): boolean {
  return password !== '' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

"""A client for the bench, the same for all servers: reads jobs as JSON on stdin, prints what they took as JSON.

A job: {host, port, login, password, tls, source, folder, names: [...], times: n, list: n, signIns: n}; all jobs at once, each in a thread.
"""
import ftplib, json, ssl, sys, threading, time

BUFFER = 1 << 20


class Ftp(ftplib.FTP_TLS):
    """Resumes TLS sessions on data connections, as clients do."""

    def ntransfercmd(self, cmd, rest=None):
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        if self._prot_p:
            conn = self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session)
        return conn, size


def connected(job):
    source = (job["source"], 0) if job.get("source") else None
    if not job["tls"]:
        ftp = ftplib.FTP(source_address=source, timeout=120)
        ftp.connect(job["host"], job["port"])
        ftp.login(job["login"], job["password"])
    else:
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        ftp = Ftp(context=context, source_address=source, timeout=120)
        ftp.connect(job["host"], job["port"])
        ftp.login(job["login"], job["password"])
        ftp.prot_p()
    ftp.voidcmd("TYPE I")
    return ftp


def received(ftp, command, buffer):
    conn = ftp.transfercmd(command)
    total = 0
    while True:
        try:
            got = conn.recv_into(buffer)
        except ssl.SSLEOFError:
            break
        if got == 0:
            break
        total += got
    conn.close()
    ftp.voidresp()
    return total


def run(job, result):
    buffer = bytearray(BUFFER)
    try:
        for _ in range(job.get("signIns", 0)):
            connected(job).quit()
        ftp = connected(job) if job.get("names") or job.get("list") else None
        if ftp is None:
            return
        if job.get("folder"):
            ftp.cwd(job["folder"])
        for _ in range(job.get("list", 0)):
            result["bytes"] += received(ftp, "LIST", buffer)
        for name in job.get("names", []) * job.get("times", 1):
            result["bytes"] += received(ftp, "RETR " + name, buffer)
        ftp.quit()
    except Exception as error:
        result["errors"].append(repr(error))


jobs = json.load(sys.stdin)
results = [{"bytes": 0, "errors": []} for _ in jobs]
started = time.monotonic()
threads = [threading.Thread(target=run, args=pair) for pair in zip(jobs, results)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({
    "seconds": time.monotonic() - started,
    "bytes": sum(result["bytes"] for result in results),
    "errors": [error for result in results for error in result["errors"]],
}))

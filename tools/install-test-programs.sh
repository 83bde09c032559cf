#!/bin/sh
# The real peers of the tests, from Debian: installed when root, named when they are missing and we are not.
set -eu

missing=""
need() { # program, or an absolute path; the package that has it
  case "$1" in
    /*) ls $1 >/dev/null 2>&1 || missing="$missing $2" ;;
    *) command -v "$1" >/dev/null 2>&1 || missing="$missing $2" ;;
  esac
}
need ffmpeg ffmpeg
need sox sox
need lame lame
need metaflac flac
need opusenc opus-tools
need speexenc speex
need '/usr/lib/*/sox/libsox_fmt_amr_nb.so' libsox-fmt-base
need sipp sip-tester
need kamailio kamailio
need /usr/sbin/haproxy haproxy
need rtpengine rtpengine-daemon
need lftp lftp
need tnftp tnftp
need inetutils-ftp inetutils-ftp
need ncftpget ncftp
need cadaver cadaver
need rclone rclone
need sshfs sshfs
need /usr/lib/python3/dist-packages/paramiko python3-paramiko
need /usr/sbin/mount.davfs davfs2
need curl curl
need jq jq
need wget wget
need chromium-headless-shell chromium-headless-shell
need python3 python3
need /usr/sbin/dovecot dovecot-imapd
need /usr/sbin/proftpd proftpd-core
need /usr/lib/proftpd/mod_sftp.so proftpd-mod-crypto
need /usr/sbin/sshd openssh-server
need ssh-keygen openssh-client
need radosgw radosgw
need ceph-mon ceph-mon
need ceph-osd ceph-osd
need ceph ceph-common
need /usr/lib/python3/dist-packages/pylibsrtp python3-pylibsrtp
need openssl openssl
need unzip unzip
need soffice libreoffice-calc-nogui
need pdftotext poppler-utils
need tshark tshark
need setpriv util-linux
need rsync rsync
need '/usr/lib/postgresql/*/bin/pg_dump' postgresql
need /usr/sbin/pgbouncer pgbouncer
need unshare util-linux
need mount mount
need ip iproute2
need tc iproute2
need nsenter util-linux
need flock util-linux
need '/usr/lib/*/libmp3lame.so.0' libmp3lame0
need '/usr/lib/*/libgsm.so.1' libgsm1
need '/usr/lib/*/libbcg729.so.0' libbcg729-0
need '/usr/lib/*/libopencore-amrnb.so.0' libopencore-amrnb0
need '/usr/lib/*/libopencore-amrwb.so.0' libopencore-amrwb0
need '/usr/lib/*/libvo-amrwbenc.so.0' libvo-amrwbenc0

need '/usr/lib/*/libwrap.so.0' libwrap0
need '/usr/lib/*/libsodium.so.23' libsodium23

# Debian's FTP servers exclude each other: of these only the programs are taken, without installing the package.
unpacked=""
need_unpacked() { # program; the package that has it
  [ -x "/usr/local/sbin/$1" ] || unpacked="$unpacked $2"
}
need_unpacked vsftpd vsftpd
need_unpacked pure-ftpd pure-ftpd
need_unpacked pure-pw pure-ftpd-common

[ -n "$missing$unpacked" ] || exit 0
if [ "$(id -u)" != 0 ]; then
  [ -z "$missing" ] || echo "The tests need these Debian packages. As root: apt-get install$missing" >&2
  [ -z "$unpacked" ] || echo "The tests need the programs of$unpacked in /usr/local/sbin. As root: sh $0" >&2
  exit 1
fi
echo "Installing for the tests:$missing$unpacked" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >&2
# shellcheck disable=SC2086
[ -z "$missing" ] || apt-get install -y -q --no-install-recommends $missing >&2
[ -n "$unpacked" ] || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# shellcheck disable=SC2086
apt-get download -q -o APT::Sandbox::User=root $unpacked >&2
for package in *.deb; do dpkg-deb -x "$package" x; done
for program in vsftpd pure-ftpd pure-pw; do
  found=$(find x -type f -name "$program" -path '*bin/*')
  [ -z "$found" ] || install -m 755 "$found" /usr/local/sbin/
done

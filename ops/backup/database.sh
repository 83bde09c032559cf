# Read by backup.sh and restore.sh: sets `url` to the database's address, $1, without its password. The arguments of a program are readable
# by every account of the machine (`ps`), so the password goes to PostgreSQL's programs as PGPASSWORD.
decode() {
  text=$1
  while [ -n "$text" ]; do
    case $text in
      %[0-9A-Fa-f][0-9A-Fa-f]*)
        rest=${text#%??}
        hex=${text%"$rest"}
        printf "\\$(printf %03o "0x${hex#%}")"
        ;;
      *)
        rest=${text#?}
        printf %s "${text%"$rest"}"
        ;;
    esac
    text=$rest
  done
}

use_database() {
  url=$1
  case $url in
    *[?\&]password=*) echo "the password of the database belongs before the @ of its address" >&2; exit 2 ;;
  esac
  case $url in
    *://*@*) ;;
    *) return ;;
  esac
  login=${url#*://}
  login=${login%%@*}
  case $login in
    */*) ;;
    *:*)
      PGPASSWORD=$(decode "${login#*:}")
      export PGPASSWORD
      url="${url%%://*}://${login%%:*}@${url#*@}"
      ;;
  esac
}

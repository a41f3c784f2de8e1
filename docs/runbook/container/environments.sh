#!/bin/sh
# Writes the three files that compose.yaml reads, with new passwords and keys. Never writes over one.
#   sh environments.sh audits.council.example
set -eu
umask 077
host=${1:?name the host, as people type it}
for file in environment owner.environment database.environment; do
  if [ -e "$file" ]; then
    echo "$file is already there." >&2
    exit 1
  fi
done
new() { head -c 36 /dev/urandom | base64 | tr -d '/+=\n'; }
owner=$(new) application=$(new)
cat >database.environment <<END
POSTGRES_PASSWORD=$(new)
OWNER_PASSWORD=$owner
APPLICATION_PASSWORD=$application
END
cat >owner.environment <<END
GOLDENTHREAD_OWNER_URL=postgres://goldenthread_owner:$owner@database/goldenthread
END
cat >environment <<END
DATABASE_URL=postgres://goldenthread:$application@database/goldenthread
GOLDENTHREAD_HOSTS=$host,localhost,127.0.0.1
GOLDENTHREAD_ORIGINS=https://$host
GOLDENTHREAD_PROXIES=1
GOLDENTHREAD_SECRET_KEY=$(new)
GOLDENTHREAD_JOURNAL_KEY=$(new)
GOLDENTHREAD_SEED_KEY=$(new)
GOLDENTHREAD_MODERATION_KEY=$(new)
GOLDENTHREAD_MONITOR_TOKEN=$(new)
GOLDENTHREAD_BACKUP_FOLDER=/backups
GOLDENTHREAD_BACKUP_PASSPHRASE=$(new)
END
echo "Keep a copy of the file environment apart from the database and the backups." >&2

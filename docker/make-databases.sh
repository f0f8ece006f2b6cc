#!/usr/bin/env bash
# Gives each service a database and a role that owns it and reaches no other: a service that is taken over can read its own tables and no more.
# Runs at every start; what is there already stays, but for the passwords, which are set to the secrets of today (docker/make-secrets.ts).
set -euo pipefail

secrets=/secrets/postgres
export PGHOST=postgres PGUSER=postgres PGDATABASE=postgres PGPASSWORD ROLE ROLE_PASSWORD
PGPASSWORD=$(<"$secrets/superuser-password")

for file in "$secrets"/roles/*; do
  ROLE=${file##*/}
  ROLE_PASSWORD=$(<"$file")
  psql --no-psqlrc --quiet --tuples-only --set=ON_ERROR_STOP=1 <<'SQL'
    -- A statement with a password in it is not to be found in the server's log, come what may.
    set log_statement = 'none';
    set log_min_error_statement = 'panic';
    \getenv role ROLE
    \getenv password ROLE_PASSWORD
    select format('create role %I login', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
    alter role :"role" password :'password';
    select format('create database %I owner %I', :'role', :'role') where not exists (select from pg_database where datname = :'role') \gexec
    revoke all on database :"role" from public;
SQL
done
psql --no-psqlrc --quiet --command='revoke all on database postgres from public'

#!/bin/sh
# Run once by the database's container: the two roles, and a database that the owner owns.
set -eu
psql --set=ON_ERROR_STOP=1 --username postgres <<SQL
CREATE ROLE goldenthread_owner LOGIN PASSWORD '${OWNER_PASSWORD}';
CREATE ROLE goldenthread LOGIN PASSWORD '${APPLICATION_PASSWORD}';
CREATE DATABASE goldenthread OWNER goldenthread_owner;
REVOKE ALL ON DATABASE goldenthread FROM PUBLIC;
GRANT CONNECT ON DATABASE goldenthread TO goldenthread;
SQL

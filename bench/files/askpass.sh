#!/bin/sh
# Answers ssh(1) when it asks for the password.
printf "%s\n" "$BENCH_PASSWORD"

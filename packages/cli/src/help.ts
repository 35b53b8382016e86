/** What `sluice --help` says. */
export const help = `sluice: agents whose every event is in a durable log

  sluice start <agents-file>            runs the agents that a module exports, and serves their sessions
    --port <number>      port to listen on; 4280 when absent, 0 for any that is free
    --host <address>     address to listen on; 127.0.0.1 when absent
    --data <folder>      where the logs are kept; .sluice when absent

  sluice events <url> <agent>/<id>      prints the log of a session, one envelope of JSON a line
    --follow             goes on with what is appended, over restarts of the server
    --from <offset>      begins after an offset that was printed before

  sluice --help

Environment: SLUICE_MODEL, SLUICE_MODEL_URL, SLUICE_MODEL_KEY and the keys of providers choose the model of
\`start\`; SLUICE_TOKEN is sent by \`events\` to a server that asks who one is.`

/** What `sluice --help` says. */
export const help = `sluice: agents whose every event is in a durable log

  sluice start <agents-file>            runs the agents that a module exports, and serves their sessions
    --port <number>      port to listen on; 4280 when absent, 0 for any that is free
    --host <address>     address to listen on; 127.0.0.1 when absent
    --data <folder>      where the logs are kept; .sluice when absent

  sluice events <url> <agent>/<id>      prints the log of a session, one envelope of JSON a line
    --follow             goes on with what is appended, over restarts of the server
    --from <offset>      begins after an offset that was printed before

  sluice tail <url> <agent>/<id>        follows a session, one event a line, in colour on a screen
    --from <offset>      begins after an offset that was printed before
    --once               ends at the end of the log

  sluice export <url> <agent>/<id>      writes a session as a file: its log, and the content that it names
    --out <file>         <agent>-<id>.sluice when absent
    --to <offset>        leaves out what came after an offset
    --mask <pattern>     masks what a regular expression matches; may be given several times
    --unmasked           keeps keys, tokens and addresses, which are masked otherwise
    --mask-people        puts numbers for people, hosts, owners and commands

  sluice replay <file>                  shows a session file as it went on, one event a line
    --speed <number>     how many times as fast; 1 when absent, 0 for all at once
    --to <offset>        ends after an offset

  sluice import <file>                  puts a session file into a folder of logs, where \`start\` serves it
    --data <folder>      where the logs are kept; .sluice when absent. No server may be running on it
    --id <id>            the session's id there; that of the file when absent

  sluice --help

Environment: SLUICE_MODEL, SLUICE_MODEL_URL, SLUICE_MODEL_KEY and the keys of providers choose the model of
\`start\`; SLUICE_TOKEN is sent by \`events\`, \`tail\` and \`export\` to a server that asks who one is.`

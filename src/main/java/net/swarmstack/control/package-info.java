/// How other processes of the same user talk to one that executes runs: over a Unix socket, one
/// request a connection, one JSON object a line.
///
/// ```
/// {"v":1,"do":"cancel","run":"…"}                               {"ok":true}
/// {"v":1,"do":"resolve","run":"…","step":"…","verdict":…}       {"ok":true}
/// {"v":1,"do":"work"}                                           {"ok":true}
/// {"v":1,"do":"follow","run":"…"}     {"ok":true} {"seq":7} … {"ended":"succeeded"}
/// {"v":1,"do":"stay"}                 {"ok":true} … until the process ends
/// ```
///
/// `{"ok":false}` says that the process does not execute that run, and
/// `{"error":{"code":"CONFLICT","message":"…"}}` why it can't do what was asked. Whatever else the
/// other side sends, or that it closes its half, ends `follow` and `stay`.
@NullMarked
package net.swarmstack.control;

import org.jspecify.annotations.NullMarked;

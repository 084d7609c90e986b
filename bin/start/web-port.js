// Decides whether the web server's port can be had, before anything is started for it.
import { createServer } from "node:net";
import { codeOf, StartFailure } from "./failure.js";

/** @param {number} port @param {string} [host] @returns {Promise<string>} "" when it can be had, else the operating system's code */
function tryPort(port, host) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(codeOf(error)));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve("")));
  });
}

/** @param {number} port @throws {StartFailure} when another program listens there, on any address of this machine */
export async function checkPort(port) {
  for (const host of [undefined, "0.0.0.0", "127.0.0.1", "::1"]) {
    const code = await tryPort(port, host);
    if (code === "EADDRINUSE") {
      throw new StartFailure(
        `Port ${port} is in use by another program: stop that program, or set PORT to another number.`,
      );
    }
    if (code === "EACCES") {
      throw new StartFailure(`Port ${port} may not be used by this user: set PORT to a number above 1023.`);
    }
  }
}

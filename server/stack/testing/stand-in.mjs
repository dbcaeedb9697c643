// Stands in for a program of the house where only the stack is under test: ready at once, exits when
// its channel closes, and answers with its environment.
import { createServer } from 'node:http';

process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
if (process.env.PORT === undefined) {
  process.send({
    ready: true,
    accounts: [{ role: 'bidder', email: 'b@x.example', password: 'p' }],
  });
} else {
  createServer((_, answer) => answer.end(JSON.stringify(process.env))).listen(
    Number(process.env.PORT),
    '127.0.0.1',
  );
}

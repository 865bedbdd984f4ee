// A mail server on loopback for the tests: mail_server.js MODE PORT [KEY CERTIFICATE]. MODE is plain, starttls (which it
// demands) or smtps; PORT 0 takes a free one. Prints `port N`, then every mail as a line of JSON. Wants the login
// digitnet / geheim in the TLS modes; refuses recipients called `nobody` for good and `later` for now.
import {readFileSync} from 'node:fs';
import {SMTPServer} from 'smtp-server';

const [mode, port, key, certificate] = process.argv.slice(2);
const tls = mode === 'plain' ? {} : {key: readFileSync(key), cert: readFileSync(certificate)};

function refusal(code, text) {
  return Object.assign(new Error(text), {responseCode: code});
}

const server = new SMTPServer({
  ...tls,
  secure: mode === 'smtps',
  hideSTARTTLS: mode === 'plain',
  disabledCommands: mode === 'plain' ? ['AUTH'] : [],
  authOptional: mode === 'plain',
  logger: false,
  onAuth({username, password}, session, done) {
    const fits = session.secure && username === 'digitnet' && password === 'geheim';
    fits ? done(null, {user: username}) : done(refusal(535, 'no'));
  },
  onRcptTo({address}, session, done) {
    if (address.startsWith('nobody@')) return done(refusal(550, 'no such user'));
    if (address.startsWith('later@')) return done(refusal(450, 'later'));
    done();
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', chunk => chunks.push(chunk));
    stream.on('end', () => {
      const {mailFrom, rcptTo} = session.envelope;
      const mail = {from: mailFrom.address, to: rcptTo.map(to => to.address), secure: session.secure,
                    text: Buffer.concat(chunks).toString('latin1')};
      process.stdout.write(JSON.stringify(mail) + '\n', () => done());
    });
  },
});
server.on('error', () => {});
server.listen(Number(port), '127.0.0.1', () => process.stdout.write(`port ${server.server.address().port}\n`));
setTimeout(() => process.exit(3), 600000).unref();

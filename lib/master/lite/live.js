// Keeps a lite page current by long polling (PSH9): ES5 and XMLHttpRequest, nothing newer.
(function () {
  var page = document.getElementById('live');
  function told(name, of) {
    return (of || page).getAttribute('data-' + name) || '';
  }
  if (!page) return;
  if (!window.XMLHttpRequest || !window.JSON) {
    if (told('redraw'))
      setTimeout(function () {
        location.reload();
      }, told('redraw') * 1000);
    return;
  }
  var terminals = told('terminals').split(' '),
    names = told('channel');
  var at = Math.floor(Math.random() * terminals.length),
    n = 1,
    failures = 0,
    foreign = 0,
    client = '',
    held = {};
  var epoch = +told('epoch'),
    wait = +told('wait'),
    digits = +told('digits'),
    unit = Math.pow(10, digits);
  // The primary's time when this page last heard it, and as of when it is proven.
  var nowMs = +told('now'),
    provenMs = nowMs,
    heardAt = +new Date();
  told('have').replace(/(\d+)\.(\d+)/g, function (_, id, version) {
    held[id] = +version;
  });
  while (client.length < 24) client += Math.floor(Math.random() * 36).toString(36);

  function find(name, id) {
    return document.getElementById(id ? name + '-' + id : name);
  }
  function words(name, values) {
    return told(name).replace(/\{(\w+)\}/g, function (_, key) {
      return values[key];
    });
  }
  function put(element, text) {
    if (element) element['textContent' in element ? 'textContent' : 'innerText'] = text;
  }
  function money(minor) {
    if (minor === null) return '–';
    var text = (minor / unit).toFixed(+told('decimals') || minor % unit ? digits : 0);
    return told('sign') + text.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  }
  function two(part) {
    return (part < 10 ? ':0' : ':') + part;
  }
  function clock(ms) {
    var day = new Date(ms + +told('offset'));
    var text = two(day.getUTCHours()) + two(day.getUTCMinutes()) + two(day.getUTCSeconds());
    return text.slice(1) + told('zone');
  }
  function left(ms) {
    var s = Math.ceil(ms / 1000),
      m = Math.floor(s / 60);
    return (m < 60 ? m : Math.floor(m / 60) + two(m % 60)) + two(s % 60);
  }

  function show(lot) {
    var id = lot.id,
      row = find('lot', id),
      leader = lot.leaderPaddle,
      ask = lot.askMinor,
      room = lot.saleroom,
      stands = 'none';
    if (!row) return;
    var standing = find('standing', id),
      closes = +told('closes', row),
      extended = +told('extensions', row);
    // Of offers, and of a price that falls by itself, a record does not say what stands here.
    if (told('way', row) && lot.state === 'open') return changed('changed');
    if (leader === +told('paddle')) stands = 'winning';
    else if (leader !== null && told('mine', row) === '1') stands = 'outbid';
    var isOther = lot.state !== told('state', row) || stands !== told('standing', row);
    put(find('price', id), money(lot.priceMinor));
    put(find('ask', id), money(ask));
    put(find('cost', id), lot.state === 'open' ? told('cost') : '');
    put(find('bids', id), lot.bidCount);
    put(
      find('leader', id),
      leader !== null
        ? words('leader', { paddle: leader })
        : room && room.isFloor
          ? told('who')
          : '–',
    );
    put(find('state', id), told('s-' + (room ? room.stage : lot.state)));
    put(find('reserve', id), told('r-' + lot.reserve));
    if (lot.state === 'open' && stands !== 'none') {
      put(standing, words(stands, { price: money(lot.priceMinor), paddle: leader }));
      standing.className = standing.className.replace(/\w*$/, stands);
    } else if (isOther) {
      // What was said of the reader may be true no more: bids of an older history are lost.
      put(standing, find('changed') ? told('s-' + lot.state) : '');
      standing.className = standing.className.replace(/\w*$/, '');
    }
    if (find('bid', id) && ask !== null) {
      find('amount', id).value = (ask / unit).toFixed(digits);
      find('bid', id).value = words('bid', { amount: money(ask) });
    }
    // A late bid counts as an extension; only an interruption moves the close without one.
    if (lot.state === 'open' && closes && lot.closesAtMs > closes && lot.extensions <= extended)
      tell('resumed', { lot: lot.lotNumber, at: clock(lot.closesAtMs) });
    row.setAttribute('data-closes', lot.state === 'open' && !room ? lot.closesAtMs : '');
    row.setAttribute('data-extensions', lot.extensions);
    if (lot.state !== 'open' && lot.state !== 'scheduled') put(find('time', id), '');
    if (isOther) changed('changed');
  }
  function tell(name, values) {
    put(find('told'), words(name, values));
    find('told').className = 'note';
  }
  function changed(why) {
    var note = find('changed');
    if (!note) return;
    put(note.firstChild, told(why));
    note.className = 'note';
  }
  // Each terminal said that it is of another version, none said hello (WIR4): only a new page helps.
  function isOutdated() {
    return foreign > terminals.length;
  }
  function tick() {
    var now = nowMs + (new Date() - heardAt),
      isLost = isOutdated() || now - provenMs > wait + 5000,
      text = words(isOutdated() ? 'outdated' : isLost ? 'lost' : 'as-of', { at: clock(provenMs) }),
      look = isLost ? 'lost' : '',
      id,
      row,
      ms;
    for (id in held) {
      row = find('lot', id);
      ms = row ? told('closes', row) - now : 0;
      if (!row || !told('closes', row) || ms > 864e5) continue;
      put(
        find('time', id),
        ms > 0 ? words('closes', { at: clock(now + ms), left: left(ms) }) : told('up'),
      );
    }
    put(find('fresh'), text);
    if (page.className === look) return;
    // Above the figures, and aloud; a page that is lost has no confident price.
    page.className = look;
    put(find('lost'), isLost ? text : '');
    find('lost').className = isLost ? 'stale' : 'hide';
  }

  function take(frames) {
    var i, j, frame, lot, came, proven;
    for (i = 0; i < frames.length; i += 1) {
      frame = frames[i];
      if (frame.t === 'error') {
        if (frame.kind === 'other-protocol') foreign += 1;
        return false;
      }
      if (frame.t === 'hello') {
        wait = frame.config.pollMs;
        foreign = 0;
      }
      if (frame.t === 'reset') {
        held = {};
        if (frame.epoch > epoch) tell('moved', { at: clock(nowMs + (new Date() - heardAt)) });
        epoch = frame.epoch;
      }
      if (frame.t === 'auction')
        put(find('sale', frame.auction.id), told('a-' + frame.auction.state));
      came = frame.lots || frame.gone || [];
      for (j = 0; j < came.length; j += 1) {
        lot = came[j];
        if (held[lot.id] >= lot.version) continue;
        held[lot.id] = lot.version;
        if (frame.lots) show(lot);
        else put(find('state', lot.id), '–');
      }
      if (frame.t === 'beat') {
        nowMs = frame.nowMs;
        heardAt = +new Date();
        proven = 0;
        for (j in frame.channels) proven += 1;
        if (proven >= told('proofs')) provenMs = nowMs;
      }
    }
    return true;
  }
  function ask() {
    var request = new XMLHttpRequest(),
      isOver = false,
      have = [],
      id;
    function end(isGood) {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      if (isGood) failures = 0;
      else {
        failures += 1;
        n = 0;
        at = (at + 1) % terminals.length;
        request.abort();
      }
      n += 1;
      tick();
      if (isOutdated()) return changed('outdated');
      setTimeout(
        ask,
        isGood ? 300 : 250 + Math.random() * Math.min(1e4, 250 * Math.pow(2, failures)),
      );
    }
    var late = setTimeout(end, wait + 1e4);
    for (id in held) have.push(id + '.' + held[id]);
    request.onreadystatechange = function () {
      if (request.readyState !== 4 || isOver) return;
      try {
        end(request.status === 200 && take(JSON.parse(request.responseText)));
      } catch (_) {
        end();
      }
    };
    request.open(
      'GET',
      terminals[at] +
        '/v1/poll?protocol=' +
        told('protocol') +
        '&channel=' +
        names +
        '&epoch=' +
        epoch +
        '&have=' +
        have +
        '&client=' +
        client +
        '&n=' +
        n +
        '&wait=' +
        wait,
    );
    request.send();
  }
  setInterval(tick, 1000);
  ask();
})();

/**
 * The house's colours in the form that every browser knows (app/tokens.css has them as OKLCH). No
 * variables: browsers that lack them are whom these pages are for.
 */
export const STYLE = `
body{margin:0 auto;max-width:880px;padding:8px 16px 48px;background:#f3f8f5;color:#0a2022;font:16px/1.5 Helvetica,Arial,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
a{color:#0a2022}
h1,h2{font-family:Georgia,serif;font-weight:500;line-height:1.25}
h1{font-size:24px;margin:16px 0 4px}h2{font-size:17px;margin:28px 0 4px}
p{margin:8px 0;max-width:42em}hr{border:0;border-top:1px solid #cbd5d2;margin:12px 0}
img{display:block;max-width:100%;height:auto;margin:16px 0}
.nav a,.nav b,.nav span,.nav form{display:inline-block;margin-right:14px;padding:6px 0}.nav i{display:none}
a:focus,input:focus,textarea:focus{outline:3px solid #2455d6;outline-offset:2px}
table{border-collapse:collapse;width:100%}
th,td{border-top:1px solid #cbd5d2;padding:8px 8px 8px 0;text-align:left;vertical-align:top}
th{font-weight:500;color:#3a4d4e}td.n,th.n{text-align:right;white-space:nowrap}
.rows td,.rows th{padding-right:16px}.rows td:last-child{padding-right:0}
.rows .line a{font:17px/1.4 Georgia,serif}.rows .when,.rows .one{white-space:nowrap}
form{margin:0}.in{display:inline}
input,textarea{font:inherit;color:#0a2022}
.text{width:100%;max-width:22em;padding:10px;border:1px solid #6e807f;background:#fcfefd;box-sizing:border-box}
.act{display:inline-block;min-height:48px;padding:10px 20px;box-sizing:border-box;text-decoration:none;border:1px solid #0a2022;background:#0a2022;color:#f7fbf9;font-weight:600;cursor:pointer;-webkit-appearance:none}
.link{padding:0;border:0;background:none;text-decoration:underline;cursor:pointer}
.second{background:#f3f8f5;color:#0a2022}
.quiet{color:#3a4d4e;font-size:13px}
.price{font-size:32px;line-height:1.2;font-weight:600}
.panel{border-top:3px solid #0a2022;margin-top:16px}
.standing{padding:8px 0;margin:0;font-weight:600}
.panel .winning,.panel .outbid{padding:8px 12px}
.panel th,.panel td{vertical-align:baseline}
.winning{background:#e0ebfc;color:#1b49a3}
.outbid{background:#b04301;color:#fafcfb}
.danger{background:#fee8e9;color:#a60c37;padding:8px 12px}
.note{background:#f7e9a7;color:#0a2022;padding:8px 12px}
.stale{background:#e8e5ea;color:#534d59;padding:8px 12px}
.hide{display:none}
@media(max-width:480px){
.rows th,.rows tr:first-child{display:none}
.rows tr{display:block;border-top:3px solid #0a2022;padding:8px 0 24px}
.rows tr[data-state=scheduled]{border-top-style:dotted;border-top-color:#6e807f}
.rows tr[data-standing=winning]{border-top:6px solid #1d4fb0}
.rows tr[data-standing=outbid]{border-top:6px solid #b04301}
.rows tr[data-state=sold],.rows tr[data-state=passed],.rows tr[data-state=withdrawn]{border-top:6px double #0a2022}
.rows td,.rows td.n{display:block;border:0;padding:2px 0;text-align:left}
.rows .line{display:inline}.rows .line a{font-size:18px}
.rows .sum{font-size:22px;line-height:1.3}
.rows .when{white-space:normal}.rows .when br{display:none}.rows .when .quiet{margin-left:8px;font-size:14px}.rows .when b{display:table;margin-top:4px;padding:2px 8px}
.rows td[data-th]{display:inline-block;padding-right:16px;white-space:nowrap}
.rows td[data-th]:before{content:attr(data-th) " ";color:#3a4d4e}
}
.lost .panel,.lost .rows tr{border-top-style:dashed;border-top-color:#534d59}.lost .price,.lost b,.lost .standing{color:#534d59;background:none}
@media(prefers-color-scheme:dark){
body{background:#0c1718;color:#ebf2ef}a,input,textarea{color:#ebf2ef}
a:focus,input:focus,textarea:focus{outline-color:#98c1f4}
hr,th,td{border-color:#2f3c3e}.rows tr{border-color:#ebf2ef}.rows tr[data-state=scheduled]{border-color:#728584}
.rows tr[data-standing=winning]{border-color:#6cadf6}.rows tr[data-standing=outbid]{border-color:#f5944e}
.rows tr[data-state=sold],.rows tr[data-state=passed],.rows tr[data-state=withdrawn]{border-color:#ebf2ef}
th,.quiet,.rows td[data-th]:before{color:#bcc7c3}
.text{background:#132021;border-color:#728584}
.act{background:#ebf2ef;border-color:#ebf2ef;color:#081a1c}
.second{background:#0c1718;color:#ebf2ef}
.link{background:none;color:#ebf2ef}
.panel{border-color:#ebf2ef}
.winning{background:#1c2e50;color:#8dc0fb}
.outbid{background:#f5944e;color:#061416}
.danger{background:#4a1d25;color:#fa96a0}
.note{background:#514105;color:#ebf2ef}
.stale{background:#2d2a30;color:#beb8c3}
.lost .panel,.lost .rows tr{border-top-color:#beb8c3}.lost .price,.lost b,.lost .standing{color:#beb8c3}
}`;

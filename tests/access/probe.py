from tests.access.people import ROLES, verdict, LET_IN
from tests.access.conftest import stage
import pytest
def test_probe(stage):
    app, crowd, records = stage.app, stage.crowd, stage.records
    lines=[]
    with app.test_request_context():
        from flask import url_for
        for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.endpoint):
            url = url_for(rule.endpoint, **records.values_of(rule.endpoint, rule.arguments))
            lines.append((rule.endpoint, url, sorted(rule.methods-{"HEAD","OPTIONS"})))
    for endpoint,url,methods in lines:
        for m in methods:
            out=[]
            for role in ROLES:
                try:
                    v = verdict(crowd.send(role,url,m))
                except Exception as e:
                    v = repr(e)[:200]
                out.append({"let in":"+","asked to sign in":"-" if role=="visitor" else "L","refused":"-"}.get(v,v))
            print(f"{endpoint:36}{m:5}", " ".join(out))

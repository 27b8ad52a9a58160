# nginx.conf for compose.yaml: Caddy has the certificates and says who asks, the web is another container.
/^server {/{
:block
N
/\n}/!bblock
/listen 80;/d
s/\n    listen 443[^\n]*/\n    listen 8080;\n    set_real_ip_from 10.0.0.0\/8;\n    set_real_ip_from 172.16.0.0\/12;\n    set_real_ip_from 192.168.0.0\/16;\n    real_ip_header X-Forwarded-For;/
s/\n    listen \[[^\n]*//g
s/\n    ssl_[^\n]*//g
s/\n    server_name[^\n]*/\n    server_name _;/
s/127\.0\.0\.1:8000/web:8000/
s|\n    location / {|\n    location = /takes-more {\n        access_log off;\n        if (-e /tmp/stops) { return 503; }\n        return 204;\n    }&|
s|/var/log/nginx/petition.log|/dev/stdout|
}

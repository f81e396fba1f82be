# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Open vSwitch in network namespaces: to each its own database, its own
# ovs-vswitchd and, if it uses the kernel's, its own datapath.
#
#	OVS_HOME	a directory for what they write; set by who sources this

OVS_SCHEMA=/usr/share/openvswitch/vswitch.ovsschema

# Is there everything that ovs_start needs?
ovs_installed()
{
	local program

	for program in ovsdb-tool ovsdb-server ovs-vswitchd ovs-vsctl; do
		command -v "$program" >/dev/null || return
	done
	[[ -e $OVS_SCHEMA ]]
}

# ovs_start NETNS...: they run as jobs of this shell, until it kills them
ovs_start()
{
	local ns db

	ovsdb-tool create "$OVS_HOME/empty" "$OVS_SCHEMA" || return
	for ns; do
		db=$OVS_HOME/$ns/conf.db
		mkdir -p "$OVS_HOME/$ns" && cp "$OVS_HOME/empty" "$db" || return
		ovs "$ns" ovsdb-server --remote="punix:$OVS_HOME/$ns/db.sock" \
			"$db" >"$OVS_HOME/$ns/database.log" 2>&1 &
		ovs "$ns" ip netns exec "$ns" ovs-vswitchd --pidfile \
			"unix:$OVS_HOME/$ns/db.sock" \
			>"$OVS_HOME/$ns/switch.log" 2>&1 &
	done
}

# ovs NETNS COMMAND...: a command of Open vSwitch talks to those of a namespace
ovs()
{
	OVS_RUNDIR=$OVS_HOME/$1 "${@:2}"
}
